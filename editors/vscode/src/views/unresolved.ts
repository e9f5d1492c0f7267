/** The view of unresolved links: the files that links name and that do not exist, with the links. */

import type { Session } from "../session";
import type { Row } from "./rows";

export async function unresolved(session: Session, uri?: string): Promise<Row[]> {
  const found = await session.execute("linkwright.unresolved", uri ? { uri } : {});
  return found.map(({ path, links }) => ({
    label: path,
    description: String(links.length),
    tooltip: `${path} does not exist`,
    icon: "warning",
    kind: "unresolved",
    children: links.map((link) => ({ label: link.line, tooltip: link.line, icon: "link", location: link })),
  }));
}
