/** The view of backlinks: the lines with links to a note. */

import type { Session } from "../session";
import { matches, type Options } from "./options";
import { placesByNote, type Row } from "./rows";

export async function backlinks(session: Session, uri: string, options: Options): Promise<Row[]> {
  const links = await session.execute("linkwright.backlinks", { uri });
  const shown = links.filter(({ uri, line }) => matches(options, decodeURIComponent(uri), line));
  return placesByNote(shown, options, "note", "references");
}
