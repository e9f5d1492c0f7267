/** Renames the current note, as the explorer would. The server adds the edits of its links. */

import { basename, extname } from "node:path";

import * as vscode from "vscode";

/** Characters that a file name or a wikilink cannot contain. */
const FORBIDDEN = /[*"\\/<>:|?#^[\]]/;

/** Asks for the new name, then renames the file with all edits of links. */
export async function renameNote(note: vscode.Uri): Promise<void> {
  const extension = extname(note.path);
  const old = basename(note.path, extension);
  const path = (name: string) => vscode.Uri.joinPath(note, "..", `${name.trim()}${extension}`);
  const name = await vscode.window.showInputBox({
    title: "Rename note",
    prompt: "Its title, its aliases and every link to it are updated.",
    value: old,
    validateInput: (name) => validateName(name, old, path(name)),
  });
  if (name === undefined || name.trim() === old) return;
  const edit = new vscode.WorkspaceEdit();
  const isSameFile = name.trim().toLowerCase() === old.toLowerCase();
  edit.renameFile(note, path(name), { overwrite: isSameFile });
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error("The note was not renamed.");
}

/** Returns why the note cannot get this name, or nothing if it can. */
async function validateName(name: string, old: string, path: vscode.Uri): Promise<string | undefined> {
  if (name.trim() === "") return "Enter a name.";
  const forbidden = FORBIDDEN.exec(name)?.[0];
  if (forbidden) return `A note's name cannot contain ${forbidden}`;
  if (name.trim().toLowerCase() === old.toLowerCase()) return undefined;
  const exists = await vscode.workspace.fs.stat(path).then(
    () => true,
    () => false,
  );
  return exists ? `${name.trim()} already exists in this folder.` : undefined;
}
