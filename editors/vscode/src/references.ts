/** The command of a code lens: shows the references to its note or heading in a peek view. */

import * as vscode from "vscode";
import { type Position, ReferencesRequest } from "vscode-languageclient/node";

import type { Session } from "./session";

export function registerReferences(session: Session): vscode.Disposable {
  return vscode.commands.registerCommand(
    "linkwright.showReferences",
    async (uri: string, position: Position) => {
      const client = session.client;
      if (!client) return;
      // Only those of the server: VS Code's built-in Markdown extension would add the same ones again.
      const found = await client.sendRequest(ReferencesRequest.type, {
        textDocument: { uri },
        position,
        context: { includeDeclaration: false },
      });
      const converter = client.protocol2CodeConverter;
      await vscode.commands.executeCommand(
        "editor.action.showReferences",
        converter.asUri(uri),
        converter.asPosition(position),
        await converter.asReferences(found ?? []),
      );
    },
  );
}
