/** Renaming the note in the editor, as the explorer would: the server adds what follows. */

import { basename, extname } from "node:path";

import * as vscode from "vscode";

/** What no file may hold, or no wikilink. */
const FORBIDDEN = /[*"\\/<>:|?#^[\]]/;

/** Asks for the name and has VS Code move the file, with every edit that follows from it. */
export async function renameNote(note: vscode.Uri): Promise<void> {
  const extension = extname(note.path);
  const old = basename(note.path, extension);
  const path = (name: string) => vscode.Uri.joinPath(note, "..", `${name.trim()}${extension}`);
  const name = await vscode.window.showInputBox({
    title: "Rename note",
    prompt: "Its title, its aliases and every link to it follow.",
    value: old,
    validateInput: (name) => refusal(name, old, path(name)),
  });
  if (name === undefined || name.trim() === old) return;
  const edit = new vscode.WorkspaceEdit();
  const isSameFile = name.trim().toLowerCase() === old.toLowerCase();
  edit.renameFile(note, path(name), { overwrite: isSameFile });
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error("The note was not renamed.");
}

async function refusal(name: string, old: string, path: vscode.Uri): Promise<string | undefined> {
  if (name.trim() === "") return "A note needs a name.";
  const forbidden = FORBIDDEN.exec(name)?.[0];
  if (forbidden) return `A note's name cannot hold ${forbidden}`;
  if (name.trim().toLowerCase() === old.toLowerCase()) return undefined;
  const exists = await vscode.workspace.fs.stat(path).then(
    () => true,
    () => false,
  );
  return exists ? `There is a note called ${name.trim()} in this folder.` : undefined;
}
