/**
 * Triggers completion when a letter is typed inside an existing link or in the properties. By default, VS Code does not
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

/** Maximum number of lines of properties in which letters trigger completion. */
const MAX_PROPERTIES = 200;

/** Triggers completion after each letter inside a link or in the properties. */
export function registerSuggest(): vscode.Disposable {
  return vscode.workspace.onDidChangeTextDocument(({ document, contentChanges: [change, other] }) => {
    const editor = vscode.window.activeTextEditor;
    if (document !== editor?.document || document.languageId !== "markdown") return;
    if (!change || other || !LETTER.test(change.text)) return;
    const { line, character } = change.range.start;
    const before = document.lineAt(line).text.slice(0, character);
    if (!COMPLETABLE.test(before) && !isInProperties(document, line)) return;
    const requestsBefore = requests;
    setTimeout(() => {
      if (requests === requestsBefore && editor === vscode.window.activeTextEditor) {
        void vscode.commands.executeCommand("editor.action.triggerSuggest", { auto: true });
      }
    }, WAIT_MS);
  });
}

/** Whether `line` is between the `---` at the start of the note and the next. */
function isInProperties(document: vscode.TextDocument, line: number): boolean {
  const isFence = (number: number) => /^---\s*$/.test(document.lineAt(number).text);
  if (line === 0 || line > MAX_PROPERTIES || !isFence(0)) return false;
  return !Array.from({ length: line }, (_, index) => index + 1).some(isFence);
}
