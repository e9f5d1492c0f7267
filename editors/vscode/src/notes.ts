/** Decides which documents are notes. */

import * as vscode from "vscode";

export function isNote(document: vscode.TextDocument): boolean {
  return document.languageId === "markdown" && document.uri.scheme === "file";
}

/** Returns the note in the active editor, if there is one. */
export function activeNote(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && isNote(document) ? document.uri : undefined;
}
