/** What a view shows, as plain data. */

import { basename, dirname } from "node:path";

import * as vscode from "vscode";
import type { Range } from "vscode-languageclient/node";

import type { Line } from "../protocol";

/** A line of a view; with `children`, one that opens. */
export interface Row {
  label: string | vscode.TreeItemLabel;
  description?: string;
  tooltip?: string;
  icon: string;
  /** Where a click leads. */
  place?: { uri: string; range: Range };
  /** What the menus in package.json go by. */
  kind?: string;
  children?: Row[];
}

/** Rows for the notes that `lines` are in, each with its lines, in the order they come in. */
export function byNote<T extends Line>(lines: T[], kind: string, row: (line: T) => Row): Row[] {
  const notes = new Map<string, T[]>();
  for (const line of lines) notes.set(line.uri, [...(notes.get(line.uri) ?? []), line]);
  return [...notes].map(([uri, lines]) => ({
    label: noteName(uri),
    description: [folder(uri), lines.length].filter((it) => it !== "").join(" · "),
    tooltip: vscode.workspace.asRelativePath(vscode.Uri.parse(uri)),
    icon: "note",
    kind,
    children: lines.map(row),
  }));
}

/** The name a wikilink would use. */
function noteName(uri: string): string {
  return basename(vscode.Uri.parse(uri).path).replace(/\.(md|markdown)$/i, "");
}

function folder(uri: string): string {
  const path = dirname(vscode.workspace.asRelativePath(vscode.Uri.parse(uri), false));
  return path === "." ? "" : path;
}
