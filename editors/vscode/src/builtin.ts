/**
 * Living beside VS Code's own Markdown extension: what both would show is shown once. Its path
 * completion is off by default while this extension is there (`configurationDefaults`), since the
 * server completes the same places.
 */

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

function builtin(): vscode.Extension<unknown> | undefined {
  return vscode.extensions.getExtension("vscode.markdown-language-features");
}

/** Has it register first: of two that rename, VS Code asks the one that registered last. */
export async function afterBuiltin(): Promise<void> {
  await builtin()?.activate();
}

/** Leaves headings to it, in the outline and among the workspace's symbols. */
export function beside(): Middleware {
  return {
    provideDocumentSymbols: (document, token, next) =>
      builtin() && document.languageId === "markdown" ? undefined : next(document, token),
    provideWorkspaceSymbols: async (query, token, next) => {
      const symbols = await next(query, token);
      return builtin()
        ? symbols?.filter((symbol) => symbol.kind !== vscode.SymbolKind.String)
        : symbols;
    },
  };
}
