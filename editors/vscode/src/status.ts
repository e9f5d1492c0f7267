/** The status bar: how far the server is, and how many links of the notes it reports are broken. */

import * as vscode from "vscode";

import { debounced } from "./debounce";
import type { Vault } from "./protocol";
import type { Session } from "./session";

const BROKEN = new Set(["broken-link", "broken-embed", "broken-heading", "broken-block"]);

export function registerStatus(session: Session): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("linkwright", vscode.StatusBarAlignment.Left, 0);
  item.name = "Linkwright";
  const show = () => Object.assign(item, shown(session.status, brokenLinks()));
  const soon = debounced(show, 200);
  show();
  item.show();
  return vscode.Disposable.from(
    item,
    soon,
    session.onDidChange(show),
    vscode.languages.onDidChangeDiagnostics(soon.call),
  );
}

type Shown = Pick<vscode.StatusBarItem, "text" | "tooltip" | "command" | "backgroundColor">;

function shown(status: Session["status"], broken: number): Shown {
  const error = new vscode.ThemeColor("statusBarItem.errorBackground");
  const command = "linkwright.showLog";
  const idle = { command, backgroundColor: undefined };
  if (status === "starting") {
    return { ...idle, text: "$(sync~spin) Linkwright", tooltip: "Linkwright is starting" };
  }
  if (status === "stopped") {
    return { ...idle, text: "$(debug-disconnect) Linkwright", tooltip: "Linkwright has stopped" };
  }
  if ("failed" in status) {
    return { command, text: "$(error) Linkwright", tooltip: status.failed, backgroundColor: error };
  }
  const notes = status.notes > 0 ? count(status.notes, "note") : "Linkwright";
  switch (status.state) {
    case "reading":
      return { ...idle, text: `$(sync~spin) ${notes}`, tooltip: "Linkwright is reading the vault" };
    case "partial":
      return {
        ...idle,
        text: `$(warning) ${notes}`,
        tooltip: "The reading of the vault was stopped: links to notes that were not read are not known",
      };
    case "ready":
      return {
        backgroundColor: undefined,
        text: broken > 0 ? `$(link) ${broken.toLocaleString()} broken` : "$(link) Linkwright",
        tooltip: [
          `Linkwright: ${status.notes > 0 ? `${notes}, ` : ""}${count(broken, "broken link")}`,
          ...status.vaults.flatMap((each) => [vault(each), ...unfollowed(each)]),
        ].join("\n"),
        command: "workbench.actions.view.problems",
      };
  }
}

/** A line about a vault: its folder, and how to choose another where it is not marked. */
function vault({ folder, marked }: Vault): string {
  return marked
    ? `Vault: ${folder}`
    : `Vault: ${folder} (to choose another folder, create an empty .linkwright.toml in it)`;
}

/** Lines about symbolic links of a vault that are not followed. */
function unfollowed({ unfollowed }: Vault): string[] {
  if (!unfollowed) return [];
  const more = unfollowed.count > unfollowed.links.length ? ["…"] : [];
  return [`${count(unfollowed.count, "symbolic link")} not followed:`, ...unfollowed.links, ...more];
}

function brokenLinks(): number {
  const findings = vscode.languages.getDiagnostics().flatMap(([, findings]) => findings);
  return findings.filter((finding) => finding.source === "linkwright" && BROKEN.has(codeOf(finding)))
    .length;
}

function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}

function count(number: number, what: string): string {
  return `${number.toLocaleString()} ${what}${number === 1 ? "" : "s"}`;
}
