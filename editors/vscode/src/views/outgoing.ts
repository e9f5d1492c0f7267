/** The view of outgoing links: the links in a note, in their order. */

import * as vscode from "vscode";

import type { Session } from "../session";
import type { Row } from "./rows";

export async function outgoing(session: Session, uri: string): Promise<Row[]> {
  const links = await session.execute("linkwright.outgoing", { uri });
  return links.map(({ range, text, target, broken }): Row => {
    const path = target && vscode.workspace.asRelativePath(vscode.Uri.parse(target.uri), false);
    return {
      label: text,
      description: broken ? "broken" : (path ?? ""),
      tooltip: broken ? `${text}: the target does not exist` : `${text} → ${path ?? "outside the vault"}`,
      icon: broken ? "warning" : "link",
      // A click on a broken link goes to the link itself.
      location: target ?? { uri, range },
      kind: "link",
    };
  });
}
