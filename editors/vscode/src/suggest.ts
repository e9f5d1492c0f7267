/**
 * Proposals while a letter is typed in a link that is there already. In Markdown VS Code proposes
 * nothing at letters by default, and does not take them as the characters of a server at which to ask.
 */

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

/** How long VS Code has to ask by itself, because proposals are shown. */
const MILLISECONDS = 40;

/** What stands before the cursor where the server has something to propose. */
const BEGUN = /\[\[[^\[\]]*$|\]\([^()\s]*$|\[\^[^\[\]\s]*$|(^|\s)#[^\s#]*$/u;

const LETTER = /^[\p{L}\p{N}]$/u;

let asked = 0;

/** Notes when VS Code asks by itself. */
export const asking: Middleware = {
  provideCompletionItem: (document, position, context, token, next) => {
    asked += 1;
    return next(document, position, context, token);
  },
};

/** Has proposals asked for at a letter in a link. */
export function registerSuggest(): vscode.Disposable {
  return vscode.workspace.onDidChangeTextDocument(({ document, contentChanges: [change, other] }) => {
    const editor = vscode.window.activeTextEditor;
    if (document !== editor?.document || document.languageId !== "markdown") return;
    if (!change || other || !LETTER.test(change.text)) return;
    const { line, character } = change.range.start;
    if (!BEGUN.test(document.lineAt(line).text.slice(0, character))) return;
    const before = asked;
    setTimeout(() => {
      if (asked === before && editor === vscode.window.activeTextEditor) {
        void vscode.commands.executeCommand("editor.action.triggerSuggest", { auto: true });
      }
    }, MILLISECONDS);
  });
}
