/** The view of orphans: the notes that no other note links to. */

import { basename, dirname } from "node:path";

import type { Session } from "../session";
import { startOf, type Row } from "./rows";

export async function orphans(session: Session, uri?: string): Promise<Row[]> {
  const found = await session.execute("linkwright.orphans", uri ? { uri } : {});
  return found.map(({ path, uri }) => ({
    label: basename(path).replace(/\.(md|markdown)$/i, ""),
    description: dirname(path) === "." ? "" : dirname(path),
    tooltip: path,
    icon: "note",
    location: startOf(uri),
  }));
}
