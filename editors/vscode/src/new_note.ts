/** Creates the note that a broken link names, and opens it. */

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

/** Applies the first quick fix at the cursor that creates a file. */
export async function newNoteFromLink({ client }: Session): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!client?.isRunning() || !editor || !activeNote()) throw new Error("Open a note first.");
  const found = await client.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: client.code2ProtocolConverter.asUri(editor.document.uri) },
    range: client.code2ProtocolConverter.asRange(editor.selection),
    context: { diagnostics: [], only: [CodeActionKind.QuickFix] },
  });
  for (const action of (found ?? []).filter((it): it is CodeAction => "kind" in it && !it.disabled)) {
    const { edit } = await resolveAction(client, action);
    const created = edit?.documentChanges?.find((it): it is CreateFile => "kind" in it && it.kind === "create");
    if (!edit || !created) continue;
    const converted = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
    if (!(await vscode.workspace.applyEdit(converted))) throw new Error("The note was not created.");
    await vscode.window.showTextDocument(vscode.Uri.parse(created.uri));
    return;
  }
  throw new Error("There is no link to a missing note at the cursor.");
}

/** Returns the action with its edit. */
async function resolveAction(client: LanguageClient, action: CodeAction): Promise<CodeAction> {
  return action.edit ? action : client.sendRequest(CodeActionResolveRequest.type, action);
}
