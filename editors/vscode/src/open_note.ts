/** Opens notes by name or alias, at random, or new ones. */

import * as vscode from "vscode";

import { activeNote } from "./notes";
import type { Session } from "./session";

interface NoteItem extends vscode.QuickPickItem {
  uri?: string;
}

/** Lets the user choose a note by its name or one of its aliases, or type the name of a new one. */
export async function openNote(session: Session): Promise<void> {
  const argument = vaultArgument();
  const picker = vscode.window.createQuickPick<NoteItem>();
  picker.placeholder = "Name or alias of a note";
  picker.matchOnDescription = true;
  picker.busy = true;
  picker.show();
  const names = await session.execute("linkwright.names", argument).finally(() => (picker.busy = false));
  const items = names.map(
    ({ name, alias, path, uri }): NoteItem => ({
      label: name,
      description: alias ? `alias of ${path}` : path,
      iconPath: new vscode.ThemeIcon(alias ? "symbol-string" : "note"),
      uri,
    }),
  );
  const update = () => {
    const typed = picker.value.trim();
    const exists = items.some(({ label }) => label.toLowerCase() === typed.toLowerCase());
    const create: NoteItem = { label: typed, description: "create this note", alwaysShow: true };
    picker.items = typed && !exists ? [...items, create] : items;
  };
  update();
  picker.onDidChangeValue(update);
  picker.onDidHide(() => picker.dispose());
  const chosen = await new Promise<NoteItem | undefined>((resolve) => {
    picker.onDidAccept(() => resolve(picker.selectedItems[0]));
    picker.onDidHide(() => resolve(undefined));
  });
  picker.hide();
  if (!chosen) return;
  const uri = chosen.uri ?? (await session.execute("linkwright.newNote", { ...argument, name: chosen.label })).uri;
  await open(vscode.Uri.parse(uri));
}

/** Opens a note of the vault that is chosen at random. */
export async function openRandomNote(session: Session): Promise<void> {
  const names = await session.execute("linkwright.names", vaultArgument());
  const current = activeNote()?.toString();
  const notes = names.filter(({ alias, uri }) => !alias && uri !== current);
  const note = notes[Math.floor(Math.random() * notes.length)];
  if (!note) throw new Error("The vault has no other note.");
  await open(vscode.Uri.parse(note.uri));
}

/** Opens a note, which VS Code may still be about to create for the server. */
export async function open(note: vscode.Uri): Promise<void> {
  await waitUntilExists(note);
  await vscode.window.showTextDocument(note);
}

/** The argument that chooses the vault of the current note, or the first vault of the workspace. */
export function vaultArgument(): { uri?: string } {
  const base = activeNote() ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  return base ? { uri: base.toString() } : {};
}

/** Waits until `file` exists: the server's response may come before VS Code has created it. Gives up after 5 s. */
async function waitUntilExists(file: vscode.Uri): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    const exists = await vscode.workspace.fs.stat(file).then(
      () => true,
      () => false,
    );
    if (exists) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
