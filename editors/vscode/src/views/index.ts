/** The views in the side bar, and when they ask again. */

import * as vscode from "vscode";

import { debounced } from "../debounce";
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
  let shown = activeNote();
  const views = CONTENTS.map((content) => new NoteView(session, () => shown, content));
  const refresh = debounced(() => views.forEach((view) => void view.refresh()), 300);
  const onDisk = vscode.workspace.createFileSystemWatcher("**/*.{md,markdown,canvas}");
  return vscode.Disposable.from(
    ...views,
    refresh,
    onDisk,
    onDisk.onDidCreate(refresh.call),
    onDisk.onDidChange(refresh.call),
    onDisk.onDidDelete(refresh.call),
    session.onDidChange(refresh.call),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && isNote(document)) refresh.call();
    }),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      // An output or a search beside the note does not hide what is said of it.
      if (editor && !isNote(editor.document)) return;
      shown = editor?.document.uri;
      refresh.call();
    }),
    vscode.commands.registerCommand("linkwright.linkMention", (row: Row) =>
      linkMentions(session, shown, row.children ?? [row]),
    ),
    vscode.commands.registerCommand("linkwright.linkAllMentions", () =>
      linkMentions(session, shown),
    ),
  );
}

async function linkMentions(
  session: Session,
  note: vscode.Uri | undefined,
  rows?: Row[],
): Promise<void> {
  if (!note) return;
  const places = rows?.flatMap(({ place }) => (place ? [{ uri: place.uri, range: place.range }] : []));
  const argument = { uri: note.toString(), ...(places && { mentions: places }) };
  await session.ask("linkwright.linkMentions", argument);
}
