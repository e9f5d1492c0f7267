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

/** A note to create, with the edit that creates it. */
export interface NewNote {
  uri: vscode.Uri;
  edit: vscode.WorkspaceEdit;
}

/** Creates the note that the broken link at the cursor names. */
export async function newNoteFromLink(session: Session): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !activeNote()) throw new Error("Open a note first.");
  const note = await findNewNote(session, editor.document.uri, editor.selection);
  if (!note) throw new Error("There is no link to a missing note at the cursor.");
  await createNote(note);
}

/** Returns the note of the first quick fix in `range` that creates a file. */
export async function findNewNote(
  { client }: Session,
  document: vscode.Uri,
  range: vscode.Range,
): Promise<NewNote | undefined> {
  if (!client?.isRunning()) throw new Error("The Linkwright server is not running.");
  const found = await client.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: client.code2ProtocolConverter.asUri(document) },
    range: client.code2ProtocolConverter.asRange(range),
    context: { diagnostics: [], only: [CodeActionKind.QuickFix] },
  });
  for (const action of (found ?? []).filter((it): it is CodeAction => "kind" in it && !it.disabled)) {
    const { edit } = await resolveAction(client, action);
    const created = edit?.documentChanges?.find((it): it is CreateFile => "kind" in it && it.kind === "create");
    if (!edit || !created) continue;
    const converted = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
    return { uri: vscode.Uri.parse(created.uri), edit: converted };
  }
  return undefined;
}

export async function createNote({ uri, edit }: NewNote): Promise<void> {
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error("The note was not created.");
  await vscode.window.showTextDocument(uri);
}

/** Returns the action with its edit. */
async function resolveAction(client: LanguageClient, action: CodeAction): Promise<CodeAction> {
  return action.edit ? action : client.sendRequest(CodeActionResolveRequest.type, action);
}
