/**
 * Triggers completion when a letter is typed inside an existing link. By default, VS Code does not
 * do this in Markdown, and ignores letters as trigger characters of a server.
 */

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

/** Time for VS Code to request completion by itself, which it does while suggestions are shown. */
const WAIT_MS = 40;

/** Matches the text before the cursor where the server has suggestions. */
const COMPLETABLE = /\[\[[^\[\]]*$|\]\([^()\s]*$|\[\^[^\[\]\s]*$|(^|\s)#[^\s#]*$/u;

const LETTER = /^[\p{L}\p{N}]$/u;

/** Number of completion requests so far. */
let requests = 0;

/** Counts completion requests, to see whether VS Code sends one by itself. */
export const countCompletionRequests: Middleware = {
  provideCompletionItem: (document, position, context, token, next) => {
    requests += 1;
    return next(document, position, context, token);
  },
};

/** Triggers completion after each letter inside a link. */
export function registerSuggest(): vscode.Disposable {
  return vscode.workspace.onDidChangeTextDocument(({ document, contentChanges: [change, other] }) => {
    const editor = vscode.window.activeTextEditor;
    if (document !== editor?.document || document.languageId !== "markdown") return;
    if (!change || other || !LETTER.test(change.text)) return;
    const { line, character } = change.range.start;
    if (!COMPLETABLE.test(document.lineAt(line).text.slice(0, character))) return;
    const before = requests;
    setTimeout(() => {
      if (requests === before && editor === vscode.window.activeTextEditor) {
        void vscode.commands.executeCommand("editor.action.triggerSuggest", { auto: true });
      }
    }, WAIT_MS);
  });
}
