/** The view of tags: nested, with the number of their uses; each opens its places. */

import type { TagCount } from "../protocol";
import type { Session } from "../session";
import { matches, type Options, ordered } from "./options";
import { groupByNote, type Row } from "./rows";

interface TagNode {
  /** The whole tag, without `#`. */
  tag: string;
  uses: number;
  nested: Map<string, TagNode>;
}

export async function tags(session: Session, options: Options, uri?: string): Promise<Row[]> {
  const argument = uri ? { uri } : {};
  const found = await session.execute("linkwright.tags", argument);
  const shown = found.filter(({ tag }) => matches(options, tag));
  const nodes = options.layout === "tree" ? tree(shown) : list(shown);
  return rows(session, argument, nodes, options);
}

function list(found: TagCount[]): Map<string, TagNode> {
  return new Map(found.map(({ tag, uses }) => [tag, { tag, uses, nested: new Map() }]));
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

/** The number of uses of a tag and of the tags nested in it. */
function allUses({ uses, nested }: TagNode): number {
  return [...nested.values()].reduce((sum, node) => sum + allUses(node), uses);
}

function rows(session: Session, argument: { uri?: string }, nodes: Map<string, TagNode>, options: Options): Row[] {
  const sorted = ordered([...nodes.values()], options, allUses);
  return sorted.map((node) => row(session, argument, node, options));
}

function row(session: Session, argument: { uri?: string }, node: TagNode, options: Options): Row {
  const { tag, uses, nested } = node;
  return {
    label: options.layout === "tree" ? tag.slice(tag.lastIndexOf("/") + 1) : tag,
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
      return [...rows(session, argument, nested, options), ...own];
    },
  };
}
