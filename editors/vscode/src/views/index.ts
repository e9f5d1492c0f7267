/** The views in the side bar, and when they are refreshed. */

import * as vscode from "vscode";

import { debounce } from "../debounce";
import { activeNote, isNote } from "../notes";
import type { Session } from "../session";
import { backlinks } from "./backlinks";
import { mentions } from "./mentions";
import { outgoing } from "./outgoing";
import type { Row } from "./rows";
import { type Content, NoteView } from "./view";

const CONTENTS: Content[] = [
  { id: "linkwright.backlinks", rows: backlinks, empty: "Nothing links to this note." },
  { id: "linkwright.outgoing", rows: outgoing, empty: "This note links to nothing." },
  { id: "linkwright.mentions", rows: mentions, empty: "Every mention of this note is a link." },
];

export function registerViews(session: Session): vscode.Disposable {
  let current = activeNote();
  const views = CONTENTS.map((content) => new NoteView(session, () => current, content));
  const refresh = debounce(() => views.forEach((view) => void view.refresh()), 300);
  const watcher = vscode.workspace.createFileSystemWatcher("**/*.{md,markdown,canvas}");
  return vscode.Disposable.from(
    ...views,
    refresh,
    watcher,
    watcher.onDidCreate(refresh.call),
    watcher.onDidChange(refresh.call),
    watcher.onDidDelete(refresh.call),
    session.onDidChange(refresh.call),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && isNote(document)) refresh.call();
    }),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      // Focus in an output or a search editor does not clear the views of the note.
      if (editor && !isNote(editor.document)) return;
      current = editor?.document.uri;
      refresh.call();
    }),
    vscode.commands.registerCommand("linkwright.linkMention", (row: Row) =>
      linkMentions(session, current, row.children ?? [row]),
    ),
    vscode.commands.registerCommand("linkwright.linkAllMentions", () =>
      linkMentions(session, current),
    ),
  );
}

async function linkMentions(
  session: Session,
  note: vscode.Uri | undefined,
  rows?: Row[],
): Promise<void> {
  if (!note) return;
  const selected = rows?.flatMap(({ location }) =>
    location ? [{ uri: location.uri, range: location.range }] : [],
  );
  const argument = { uri: note.toString(), ...(selected && { mentions: selected }) };
  await session.execute("linkwright.linkMentions", argument);
}
