/** The views in the side bar, and when they are refreshed. */

import * as vscode from "vscode";

import { debounce } from "../debounce";
import { activeNote, isNote } from "../notes";
import { previewedNote } from "../preview";
import type { Session } from "../session";
import { backlinks } from "./backlinks";
import { mentions } from "./mentions";
import { orphans } from "./orphans";
import { outgoing } from "./outgoing";
import type { Row } from "./rows";
import { tags } from "./tags";
import { unresolved } from "./unresolved";
import { type Content, SideView } from "./view";

const CONTENTS: Content[] = [
  {
    about: "note",
    id: "linkwright.backlinks",
    rows: backlinks,
    empty: "Nothing links to this note.",
    layout: "tree",
  },
  { about: "note", id: "linkwright.outgoing", rows: outgoing, empty: "This note links to nothing." },
  { about: "note", id: "linkwright.mentions", rows: mentions, empty: "Every mention of this note is a link." },
  { about: "vault", id: "linkwright.tags", rows: tags, empty: "The vault has no tags.", layout: "tree" },
  {
    about: "vault",
    id: "linkwright.unresolved",
    rows: unresolved,
    empty: "Every link has a target.",
    layout: "tree",
  },
  { about: "vault", id: "linkwright.orphans", rows: orphans, empty: "Every note has a backlink.", layout: "list" },
];

export function registerViews(session: Session, memento: vscode.Memento): vscode.Disposable {
  let current = activeNote();
  const views = CONTENTS.map((content) => new SideView(session, () => current, content, memento));
  const refresh = debounce(() => views.forEach((view) => void view.refresh()), 50);
  const show = (note: vscode.Uri | undefined) => {
    current = note;
    refresh.call();
  };
  return vscode.Disposable.from(
    ...views,
    refresh,
    session.onDidChange(refresh.call),
    session.onDidChangeVault(refresh.call),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      // Focus in an output or a search editor does not clear the views of the note.
      if (editor && !isNote(editor.document)) return;
      show(editor?.document.uri ?? previewedNote());
    }),
    // The label of a preview changes when it follows a link.
    vscode.window.tabGroups.onDidChangeTabs(() => {
      const previewed = previewedNote();
      if (previewed) show(previewed);
    }),
    vscode.commands.registerCommand("linkwright.searchTag", (tag: string) =>
      vscode.commands.executeCommand("workbench.action.findInFiles", { query: `#${tag}`, triggerSearch: true }),
    ),
    vscode.commands.registerCommand("linkwright.linkMention", (row: Row) =>
      linkMentions(session, current, Array.isArray(row.children) ? row.children : [row]),
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
