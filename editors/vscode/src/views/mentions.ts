/** The places that name a note without linking it. */

import * as vscode from "vscode";

import type { Mention } from "../protocol";
import type { Session } from "../session";
import { byNote, type Row } from "./rows";

export async function mentions(session: Session, uri: string): Promise<Row[]> {
  const found = await session.ask("linkwright.mentions", { uri });
  return byNote(found, "mentioning", (mention) => ({
    label: highlighted(mention),
    tooltip: mention.line,
    icon: "whole-word",
    place: mention,
    kind: "mention",
  }));
}

function highlighted({ line, name }: Mention): vscode.TreeItemLabel {
  const start = line.toLowerCase().indexOf(name.toLowerCase());
  return { label: line, ...(start >= 0 && { highlights: [[start, start + name.length]] }) };
}
