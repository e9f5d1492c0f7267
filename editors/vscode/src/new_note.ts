/** The note that a broken link names: created, and opened. */

import * as vscode from "vscode";
import {
  type CodeAction,
  CodeActionKind,
  CodeActionRequest,
  CodeActionResolveRequest,
  type CreateFile,
  type LanguageClient,
} from "vscode-languageclient/node";

import { activeNote } from "./notes";
import type { Session } from "./session";

/** Takes the first of the server's fixes at the cursor that creates a file. */
export async function newNoteFromLink({ client }: Session): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!client?.isRunning() || !editor || !activeNote()) throw new Error("Open a note first.");
  const found = await client.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: client.code2ProtocolConverter.asUri(editor.document.uri) },
    range: client.code2ProtocolConverter.asRange(editor.selection),
    context: { diagnostics: [], only: [CodeActionKind.QuickFix] },
  });
  for (const action of (found ?? []).filter((it): it is CodeAction => "kind" in it && !it.disabled)) {
    const { edit } = await whole(client, action);
    const created = edit?.documentChanges?.find((it): it is CreateFile => "kind" in it && it.kind === "create");
    if (!edit || !created) continue;
    const converted = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
    if (!(await vscode.workspace.applyEdit(converted))) throw new Error("The note was not created.");
    await vscode.window.showTextDocument(vscode.Uri.parse(created.uri));
    return;
  }
  throw new Error("No link at the cursor leads to a note that is missing.");
}

async function whole(client: LanguageClient, action: CodeAction): Promise<CodeAction> {
  return action.edit ? action : client.sendRequest(CodeActionResolveRequest.type, action);
}
