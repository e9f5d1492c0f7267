/**
 * Keeps VS Code's built-in Markdown extension from repeating or overruling what the server does. Its path
 * completion is off by default while this extension is installed (`configurationDefaults`), because the server
 * completes the same paths.
 */

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

/** The built-in extension renames these, and the server does not. */
const WEB_ADDRESS = /https?:\/\/[^\s<>()[\]]+/;

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

/**
 * Makes the server's refusals of renames final. VS Code would ask the built-in extension next, which takes
 * `[[Note]]` for a reference label and changes this one link, or renames the file without the other links.
 */
export function refuseRenames(): Middleware {
  return {
    prepareRename: async (document, position, token, next) => {
      try {
        return await next(document, position, token);
      } catch (error) {
        if (isCancelled(error, token) || document.getWordRangeAtPosition(position, WEB_ADDRESS)) throw error;
        // After an `Error`, VS Code would ask the next provider. It shows this, as Markdown, at the cursor.
        throw { value: reasonOf(error) };
      }
    },
    provideRenameEdits: async (document, position, newName, token, next) => {
      let reason = "The notes changed during the rename. Nothing was renamed: try again.";
      try {
        const edit = await next(document, position, newName, token);
        if (edit) return edit;
      } catch (error) {
        if (isCancelled(error, token)) throw error;
        reason = reasonOf(error);
      }
      void vscode.window.showWarningMessage(reason);
      return new vscode.WorkspaceEdit();
    },
  };
}

function isCancelled(error: unknown, token: vscode.CancellationToken): boolean {
  return token.isCancellationRequested || error instanceof vscode.CancellationError;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
