/** The links of a note, in their order. */

import * as vscode from "vscode";

import type { Session } from "../session";
import type { Row } from "./rows";

export async function outgoing(session: Session, uri: string): Promise<Row[]> {
  const links = await session.ask("linkwright.outgoing", { uri });
  return links.map(({ range, text, target, broken }): Row => {
    const path = target && vscode.workspace.asRelativePath(vscode.Uri.parse(target.uri), false);
    return {
      label: text,
      description: broken ? "broken" : (path ?? ""),
      tooltip: broken ? `${text}: leads nowhere` : `${text} → ${path ?? "outside the vault"}`,
      icon: broken ? "warning" : "link",
      // A broken link is shown where it stands.
      place: target ?? { uri, range },
      kind: "link",
    };
  });
}
