/** The view of orphans: the notes that no other note links to. */

import { basename, dirname } from "node:path";

import type { Session } from "../session";
import { matches, type Options } from "./options";
import { type Row, startOf } from "./rows";

interface Orphan {
  path: string;
  uri: string;
}

export async function orphans(session: Session, options: Options, uri?: string): Promise<Row[]> {
  const found = await session.execute("linkwright.orphans", uri ? { uri } : {});
  const shown = found.filter(({ path }) => matches(options, path));
  return options.layout === "tree" ? folders(shown, "") : shown.map((note) => row(note, folderOf(note)));
}

/** The notes in `folder` and in the folders of it. Folders come first, as in the explorer. */
function folders(notes: Orphan[], folder: string): Row[] {
  const nested = new Map<string, Orphan[]>();
  const own: Row[] = [];
  for (const note of notes) {
    const [first = "", ...rest] = note.path.slice(folder.length).split("/");
    if (rest.length === 0) own.push(row(note));
    else nested.set(first, [...(nested.get(first) ?? []), note]);
  }
  const rows = [...nested].map(([name, notes]): Row => ({
    label: name,
    description: String(notes.length),
    icon: "folder",
    children: folders(notes, `${folder}${name}/`),
  }));
  return [...rows, ...own];
}

function row({ path, uri }: Orphan, description = ""): Row {
  const label = basename(path).replace(/\.(md|markdown)$/i, "");
  return { label, description, tooltip: path, icon: "note", location: startOf(uri) };
}

function folderOf({ path }: Orphan): string {
  return dirname(path) === "." ? "" : dirname(path);
}
