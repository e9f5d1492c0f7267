/** Follows links. A link to a note that does not exist creates the note. */

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

import { runCommand } from "./commands";
import { createNote, findNewNote } from "./new_note";
import { activeNote } from "./notes";
import type { OutgoingLink } from "./protocol";
import type { Session } from "./session";

const CREATE = "linkwright.createNoteAt";

/** Matches the end of a file name that is not a note's. */
const ATTACHMENT = /\.(?!md$|markdown$)[a-z0-9]{1,5}$/i;

export function followLinks(session: Session): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand("linkwright.followLink", () => runCommand(session, () => follow(session))),
    vscode.commands.registerCommand(CREATE, (uri: string, line: number, character: number) =>
      runCommand(session, async () => {
        const at = new vscode.Position(line, character);
        const note = await findNewNote(session, vscode.Uri.parse(uri), new vscode.Range(at, at));
        if (!note) throw new Error("The note cannot be created here.");
        await createNote(note);
      }),
    ),
  );
}

/** Goes to the definition at the cursor. On a broken link, offers to create the note. */
async function follow(session: Session): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor && activeNote()) {
    const { document, selection } = editor;
    const targets = await vscode.commands.executeCommand<unknown[]>(
      "vscode.executeDefinitionProvider",
      document.uri,
      selection.active,
    );
    const note = targets.length === 0 && (await findNewNote(session, document.uri, selection));
    if (note) {
      const path = vscode.workspace.asRelativePath(note.uri, false);
      const create = "Create Note";
      const choice = await vscode.window.showInformationMessage(`${path} does not exist.`, create);
      if (choice === create) await createNote(note);
      return;
    }
  }
  await vscode.commands.executeCommand("editor.action.revealDefinition");
}

/** Makes broken links clickable: a click creates the note. */
export function clickableBrokenLinks(session: Session): Middleware {
  return {
    provideDocumentLinks: async (document, token, next) => {
      const links = (await next(document, token)) ?? [];
      if (document.languageId !== "markdown") return links;
      const uri = document.uri.toString();
      const outgoing = await outgoingLinks(session, uri);
      const missing = outgoing.filter(({ broken, target, text }) => broken && !target && !ATTACHMENT.test(text));
      return links.concat(
        missing.map(({ range: { start, end } }) => {
          const argument = encodeURIComponent(JSON.stringify([uri, start.line, start.character + 2]));
          const range = new vscode.Range(start.line, start.character, end.line, end.character);
          const link = new vscode.DocumentLink(range, vscode.Uri.parse(`command:${CREATE}?${argument}`));
          link.tooltip = "Create the note";
          return link;
        }),
      );
    },
  };
}

/** Returns the links of a note; none if that fails again and again. A request fails if the note changes. */
async function outgoingLinks(session: Session, uri: string): Promise<OutgoingLink[]> {
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      return await session.execute("linkwright.outgoing", { uri });
    } catch (error) {
      session.log.debug(`outgoing links of ${uri}: ${error}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  return [];
}
