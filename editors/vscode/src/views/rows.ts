/** The rows of a view, as plain data. */

import { basename, dirname } from "node:path";

import * as vscode from "vscode";
import type { Range } from "vscode-languageclient/node";

import type { LineLocation } from "../protocol";
import { type Options, ordered } from "./options";

/** A row of a view. A row with `children` can be expanded; a function loads them then. */
export interface Row {
  label: string | vscode.TreeItemLabel;
  description?: string;
  tooltip?: string;
  icon: string;
  /** Where a click goes. */
  location?: { uri: string; range: Range };
  /** The `viewItem` that the menus in package.json check. */
  kind?: string;
  /** What a click does, if it does not go to `location`. */
  command?: vscode.Command;
  children?: Row[] | (() => Promise<Row[]>);
}

/** The start of a file, as the location of a row. */
export function startOf(uri: string): { uri: string; range: Range } {
  const start = { line: 0, character: 0 };
  return { uri, range: { start, end: start } };
}

/** Returns a row for each note in `locations`, with its locations as children. Keeps their order. */
export function groupByNote<T extends LineLocation>(
  locations: T[],
  kind: string,
  row: (location: T) => Row,
): Row[] {
  const notes = new Map<string, T[]>();
  for (const each of locations) notes.set(each.uri, [...(notes.get(each.uri) ?? []), each]);
  return [...notes].map(([uri, locations]) => ({
    label: noteName(uri),
    description: [folder(uri), locations.length].filter((it) => it !== "").join(" · "),
    tooltip: vscode.workspace.asRelativePath(vscode.Uri.parse(uri)),
    icon: "note",
    kind,
    children: locations.map(row),
  }));
}

/** Returns the places as rows: grouped by note, or as a list with the note beside each line. */
export function placesByNote(places: LineLocation[], options: Options, kind: string, icon: string): Row[] {
  const row = (place: LineLocation): Row => ({ label: place.line, tooltip: place.line, icon, location: place });
  if (options.layout === "list") return places.map((place) => ({ ...row(place), description: noteName(place.uri) }));
  const count = ({ children }: Row) => (Array.isArray(children) ? children.length : 0);
  return ordered(groupByNote(places, kind, row), options, count);
}

/** The note's name as in a wikilink. */
export function noteName(uri: string): string {
  return basename(vscode.Uri.parse(uri).path).replace(/\.(md|markdown)$/i, "");
}

function folder(uri: string): string {
  const path = dirname(vscode.workspace.asRelativePath(vscode.Uri.parse(uri), false));
  return path === "." ? "" : path;
}
