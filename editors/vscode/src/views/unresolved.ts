/** The view of unresolved links: the files that links name and that do not exist, with the links. */

import type { LineLocation } from "../protocol";
import type { Session } from "../session";
import { matches, type Options, ordered } from "./options";
import { noteName, type Row } from "./rows";

export async function unresolved(session: Session, options: Options, uri?: string): Promise<Row[]> {
  const found = await session.execute("linkwright.unresolved", uri ? { uri } : {});
  const shown = found.filter(({ path, links }) => matches(options, path, ...links.map(({ line }) => line)));
  const sorted = ordered(shown, options, ({ links }) => links.length);
  if (options.layout === "list") {
    return sorted.flatMap(({ path, links }) => links.map((link) => ({ ...row(link), label: path, description: noteName(link.uri) })));
  }
  return sorted.map(({ path, links }) => ({
    label: path,
    description: String(links.length),
    tooltip: `${path} does not exist`,
    icon: "warning",
    kind: "unresolved",
    children: links.map(row),
  }));
}

function row(link: LineLocation): Row {
  return { label: link.line, tooltip: link.line, icon: "link", location: link };
}
