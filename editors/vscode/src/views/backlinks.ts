/** The view of backlinks: the lines with links to a note. */

import type { Session } from "../session";
import { groupByNote, type Row } from "./rows";

export async function backlinks(session: Session, uri: string): Promise<Row[]> {
  const links = await session.execute("linkwright.backlinks", { uri });
  return groupByNote(links, "note", (link) => ({
    label: link.line,
    tooltip: link.line,
    icon: "references",
    location: link,
  }));
}
