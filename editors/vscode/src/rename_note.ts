/** Renames the current note with all edits of links, and explains the question of VS Code in other renames. */

import { basename, extname } from "node:path";

import * as vscode from "vscode";
import { type Middleware, WillRenameFilesRequest } from "vscode-languageclient/node";

import type { Session } from "./session";

/** Characters that a file name or a wikilink cannot contain. */
const FORBIDDEN = /[*"\\/<>:|?#^[\]]/;

/** The key of the workspace's state: VS Code's question has been explained. */
const EXPLAINED = "renameExplained";

/** The note that `renameNote` is renaming. Its edits are known already. */
let renaming: string | undefined;

/**
 * VS Code asks whether an extension may add edits to a rename. For `renameNote`, which has asked for the name
 * and said what changes, there is nothing to add. For other renames, the question is explained once in a workspace.
 */
export function renameOnce(state: vscode.Memento): Middleware {
  return {
    workspace: {
      willRenameFiles: async (event, next) => {
        if (event.files.some(({ oldUri }) => oldUri.toString() === renaming)) return undefined;
        const edit = await next(event);
        if (edit && edit.size > 0 && !state.get(EXPLAINED)) {
          void state.update(EXPLAINED, true);
          // With a button, the whole message is shown beside the question.
          void vscode.window.showInformationMessage(
            "VS Code asks before Linkwright updates the links of a renamed file. “OK” updates them, “Skip Changes” " +
              "leaves them broken, and with “Do not ask me again” they are always updated.",
            "Got It",
          );
        }
        return edit;
      },
    },
  };
}

/** Asks for the new name, then renames the file with all edits of links. */
export async function renameNote({ client }: Session, note: vscode.Uri): Promise<void> {
  if (!client?.isRunning()) throw new Error("The Linkwright server is not running.");
  const extension = extname(note.path);
  const old = basename(note.path, extension);
  const path = (name: string) => vscode.Uri.joinPath(note, "..", `${name.trim()}${extension}`);
  const name = await vscode.window.showInputBox({
    title: "Rename note",
    prompt: "Its title, its aliases and every link to it are updated.",
    value: old,
    validateInput: (name) => validateName(name, old, path(name)),
  });
  if (name === undefined || name.trim() === old) return;
  const { code2ProtocolConverter, protocol2CodeConverter } = client;
  const [oldUri, newUri] = [note, path(name)].map((uri) => code2ProtocolConverter.asUri(uri));
  const links = await client.sendRequest(WillRenameFilesRequest.type, {
    files: [{ oldUri: oldUri ?? "", newUri: newUri ?? "" }],
  });
  const edit = (await protocol2CodeConverter.asWorkspaceEdit(links)) ?? new vscode.WorkspaceEdit();
  const isSameFile = name.trim().toLowerCase() === old.toLowerCase();
  edit.renameFile(note, path(name), { overwrite: isSameFile });
  renaming = note.toString();
  const applied = await vscode.workspace.applyEdit(edit).then(
    (applied) => applied,
    () => false,
  );
  renaming = undefined;
  if (!applied) throw new Error("The note was not renamed.");
}

/** Returns why the note cannot get this name, or nothing if it can. */
async function validateName(name: string, old: string, path: vscode.Uri): Promise<string | undefined> {
  if (name.trim() === "") return "Enter a name.";
  const forbidden = FORBIDDEN.exec(name)?.[0];
  if (forbidden) return `A note's name cannot contain ${forbidden}`;
  if (name.trim().toLowerCase() === old.toLowerCase()) return undefined;
  const exists = await vscode.workspace.fs.stat(path).then(
    () => true,
    () => false,
  );
  return exists ? `${name.trim()} already exists in this folder.` : undefined;
}
