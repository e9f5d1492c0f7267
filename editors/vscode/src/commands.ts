/** The commands in the command palette. */

import * as vscode from "vscode";

import { newNoteFromLink } from "./new_note";
import { activeNote } from "./notes";
import { open, openNote, openRandomNote, vaultArgument } from "./open_note";
import type { LinkForm, Scope } from "./protocol";
import { renameNote } from "./rename_note";
import type { Session } from "./session";

export function registerCommands(session: Session): vscode.Disposable {
  const commands: Record<string, () => unknown> = {
    restartServer: () => session.restart(),
    showLog: () => session.log.show(),
    showBacklinks: () => vscode.commands.executeCommand("linkwright.backlinks.focus"),
    renameNote: () => withActiveNote((note) => renameNote(session, note)),
    newNoteFromLink: () => newNoteFromLink(session),
    openNote: () => openNote(session),
    openRandomNote: () => openRandomNote(session),
    openDailyNote: () => openDailyNote(session),
    openPreviousDailyNote: () => openAdjacentDailyNote(session, "previous"),
    openNextDailyNote: () => openAdjacentDailyNote(session, "next"),
    convertNoteToWikilinks: () => convert(session, "note", "wikilink"),
    convertNoteToMarkdownLinks: () => convert(session, "note", "markdown"),
    convertVaultToWikilinks: () => convert(session, "vault", "wikilink"),
    convertVaultToMarkdownLinks: () => convert(session, "vault", "markdown"),
    checkVault: () => checkVault(session),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(`linkwright.${name}`, () => runCommand(session, run)),
    ),
  );
}

/** Runs a command. If it fails, logs and shows the reason. */
export async function runCommand(session: Session, run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    session.log.warn(reason);
    void vscode.window.showWarningMessage(reason);
  }
}

async function withActiveNote(run: (note: vscode.Uri) => Promise<void>): Promise<void> {
  const note = activeNote();
  if (!note) throw new Error("Open a note first.");
  await run(note);
}

async function openDailyNote(session: Session): Promise<void> {
  const { uri } = await session.execute("linkwright.dailyNote", vaultArgument());
  await open(vscode.Uri.parse(uri));
}

/** Opens the existing daily note before or after the current one, or today's. */
async function openAdjacentDailyNote(session: Session, direction: "previous" | "next"): Promise<void> {
  const found = await session.execute("linkwright.adjacentDailyNote", { ...vaultArgument(), direction });
  if (!found) throw new Error(`There is no ${direction} daily note.`);
  await open(vscode.Uri.parse(found.uri));
}

async function convert(session: Session, scope: Scope, to: LinkForm): Promise<void> {
  await withActiveNote(async (note) => {
    if (scope === "vault" && !(await confirmConversion(to))) return;
    await session.execute("linkwright.convertLinks", { uri: note.toString(), scope, to });
  });
}

async function confirmConversion(to: LinkForm): Promise<boolean> {
  const form = to === "wikilink" ? "wikilinks" : "Markdown links";
  const question = `Convert the links in all notes of this vault to ${form}?`;
  const convert = "Convert";
  return (await vscode.window.showWarningMessage(question, { modal: true }, convert)) === convert;
}

async function checkVault(session: Session): Promise<void> {
  const title = "Linkwright: checking the vault";
  const found = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title },
    () => session.execute("linkwright.check", {}),
  );
  // The command `workbench.actions.view.problems` would hide the panel if it has the focus.
  await vscode.commands.executeCommand("workbench.panel.markers.view.focus");
  const counts = `${found.notes} notes, ${found.links} links, ${found.broken} broken links in the vault`;
  const known = found.known ? `; ${found.known} of them are not listed, because they are not new` : "";
  void vscode.window.showInformationMessage(`Linkwright: ${counts}${known}.`);
}
