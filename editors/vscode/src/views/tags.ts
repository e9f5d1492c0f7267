/** The view of tags: nested, with the number of their uses; each opens its places. */

import type { TagCount } from "../protocol";
import type { Session } from "../session";
import { groupByNote, type Row } from "./rows";

interface TagNode {
  /** The whole tag, without `#`. */
  tag: string;
  uses: number;
  nested: Map<string, TagNode>;
}

export async function tags(session: Session, uri?: string): Promise<Row[]> {
  const argument = uri ? { uri } : {};
  const found = await session.execute("linkwright.tags", argument);
  return [...tree(found).values()].map((node) => row(session, argument, node));
}

/** Nests the tags by their slashes. A tag that is only a part of others counts no uses of its own. */
function tree(found: TagCount[]): Map<string, TagNode> {
  const roots = new Map<string, TagNode>();
  for (const { tag, uses } of found) {
    let nodes = roots;
    const parts = tag.split("/");
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const key = (parts[depth - 1] ?? "").toLowerCase();
      const node = nodes.get(key) ?? { tag: parts.slice(0, depth).join("/"), uses: 0, nested: new Map() };
      nodes.set(key, node);
      if (depth === parts.length) Object.assign(node, { tag, uses: node.uses + uses });
      nodes = node.nested;
    }
  }
  return roots;
}

function row(session: Session, argument: { uri?: string }, { tag, uses, nested }: TagNode): Row {
  return {
    label: tag.slice(tag.lastIndexOf("/") + 1),
    description: String(uses),
    tooltip: `#${tag}`,
    icon: "tag",
    kind: "tag",
    command: { command: "linkwright.searchTag", title: "Search", arguments: [tag] },
    children: async () => {
      const places = await session.execute("linkwright.tagged", { ...argument, tag });
      const own = groupByNote(places, "tagged", (place) => ({
        label: place.line,
        tooltip: place.line,
        icon: "tag",
        location: place,
      }));
      return [...[...nested.values()].map((node) => row(session, argument, node)), ...own];
    },
  };
}
