/**
 * Avoids duplicates with VS Code's built-in Markdown extension. Its path completion is off by default
 * while this extension is installed (`configurationDefaults`), because the server completes the same
 * paths.
 */

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

function builtinExtension(): vscode.Extension<unknown> | undefined {
  return vscode.extensions.getExtension("vscode.markdown-language-features");
}

/**
 * Activates the built-in extension, so that it registers its rename provider before this one: VS Code uses
 * the provider that registered last.
 */
export async function activateBuiltin(): Promise<void> {
  await builtinExtension()?.activate();
}

/** Leaves headings to the built-in extension, in the outline and in the workspace symbols. */
export function hideDuplicateHeadings(): Middleware {
  return {
    provideDocumentSymbols: (document, token, next) =>
      builtinExtension() && document.languageId === "markdown" ? undefined : next(document, token),
    provideWorkspaceSymbols: async (query, token, next) => {
      const symbols = await next(query, token);
      return builtinExtension()
        ? symbols?.filter((symbol) => symbol.kind !== vscode.SymbolKind.String)
        : symbols;
    },
  };
}
