/** The lines that link to a note. */

import type { Session } from "../session";
import { byNote, type Row } from "./rows";

export async function backlinks(session: Session, uri: string): Promise<Row[]> {
  const lines = await session.ask("linkwright.backlinks", { uri });
  return byNote(lines, "note", (line) => ({
    label: line.line,
    tooltip: line.line,
    icon: "references",
    place: line,
  }));
}
