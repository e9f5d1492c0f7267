/** What a code lens's click does: the places that refer to what it stands over, in a peek. */

import * as vscode from "vscode";
import { type Position, ReferencesRequest } from "vscode-languageclient/node";

import type { Session } from "./session";

export function registerReferences(session: Session): vscode.Disposable {
  return vscode.commands.registerCommand(
    "linkwright.showReferences",
    async (uri: string, position: Position) => {
      const client = session.client;
      if (!client) return;
      // From the server alone: VS Code's own Markdown extension would say the same again.
      const found = await client.sendRequest(ReferencesRequest.type, {
        textDocument: { uri },
        position,
        context: { includeDeclaration: false },
      });
      const convert = client.protocol2CodeConverter;
      await vscode.commands.executeCommand(
        "editor.action.showReferences",
        convert.asUri(uri),
        convert.asPosition(position),
        await convert.asReferences(found ?? []),
      );
    },
  );
}
