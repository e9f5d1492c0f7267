/** The view of unlinked mentions: the places that name a note without a link. */

import * as vscode from "vscode";

import type { Mention } from "../protocol";
import type { Session } from "../session";
import { groupByNote, type Row } from "./rows";

export async function mentions(session: Session, uri: string): Promise<Row[]> {
  const found = await session.execute("linkwright.mentions", { uri });
  return groupByNote(found, "mentioning", (mention) => ({
    label: labelWithHighlight(mention),
    tooltip: mention.line,
    icon: "whole-word",
    location: mention,
    kind: "mention",
  }));
}

function labelWithHighlight({ line, name }: Mention): vscode.TreeItemLabel {
  const start = line.toLowerCase().indexOf(name.toLowerCase());
  return { label: line, ...(start >= 0 && { highlights: [[start, start + name.length]] }) };
}
