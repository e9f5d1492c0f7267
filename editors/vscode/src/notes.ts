/** Which documents are notes. */

import * as vscode from "vscode";

export function isNote(document: vscode.TextDocument): boolean {
  return document.languageId === "markdown" && document.uri.scheme === "file";
}

/** The note in the active editor. */
export function activeNote(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && isNote(document) ? document.uri : undefined;
}
