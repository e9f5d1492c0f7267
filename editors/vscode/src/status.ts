/** The status bar item: the state of the server, and the number of broken links. */

import * as vscode from "vscode";

import { debounce } from "./debounce";
import { activeNote } from "./notes";
import type { Status, Vault } from "./protocol";
import type { Session } from "./session";

const BROKEN_LINK_CODES = new Set(["broken-link", "broken-embed", "broken-heading", "broken-block"]);

export function registerStatus(session: Session): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("linkwright", vscode.StatusBarAlignment.Left, 0);
  item.name = "Linkwright";
  const update = () => Object.assign(item, appearance(session.status));
  const updateSoon = debounce(update, 200);
  update();
  item.show();
  return vscode.Disposable.from(
    item,
    updateSoon,
    session.onDidChange(update),
    vscode.languages.onDidChangeDiagnostics(updateSoon.call),
    vscode.window.onDidChangeActiveTextEditor(updateSoon.call),
  );
}

type Appearance = Pick<vscode.StatusBarItem, "text" | "tooltip" | "command" | "backgroundColor">;

function appearance(status: Session["status"]): Appearance {
  const errorColor = new vscode.ThemeColor("statusBarItem.errorBackground");
  const command = "linkwright.showLog";
  const base = { command, backgroundColor: undefined };
  if (status === "starting") {
    return { ...base, text: "$(sync~spin) Linkwright", tooltip: "Linkwright is starting" };
  }
  if (status === "stopped") {
    return { ...base, text: "$(debug-disconnect) Linkwright", tooltip: "Linkwright has stopped" };
  }
  if ("failed" in status) {
    return { command, text: "$(error) Linkwright", tooltip: status.failed, backgroundColor: errorColor };
  }
  const notes = status.notes > 0 ? counted(status.notes, "note") : "Linkwright";
  switch (status.state) {
    case "reading":
      return { ...base, text: `$(sync~spin) ${notes}`, tooltip: "Linkwright is indexing the vault" };
    case "partial":
      return {
        ...base,
        text: `$(warning) ${notes}`,
        tooltip: "Indexing was cancelled: links to notes that were not read are unknown",
      };
    case "ready": {
      const { count, where } = brokenLinks(status);
      const isNew = status.vaults.some(({ onlyNew }) => onlyNew) ? "new " : "";
      return {
        backgroundColor: undefined,
        text: count > 0 ? `$(link) ${count.toLocaleString()} ${isNew}broken in ${where}` : "$(link) Linkwright",
        tooltip: [
          `Linkwright: ${status.notes > 0 ? `${notes}, ` : ""}${counted(count, `${isNew}broken link`)} in ${where}`,
          ...(status.checked ? [] : ["“Linkwright: Check the Vault” counts those of all notes."]),
          ...status.vaults.flatMap((vault) => [vaultLine(vault), ...unfollowedLines(vault)]),
        ].join("\n"),
        command: "workbench.actions.view.problems",
      };
    }
  }
}

/** The number of broken links in the vault, if all notes are checked, or else in the active note. */
function brokenLinks(status: Status): { count: number; where: string } {
  if (status.checked) {
    const all = vscode.languages.getDiagnostics().flatMap(([, diagnostics]) => diagnostics);
    return { count: all.filter(isBrokenLink).length, where: "the vault" };
  }
  const note = activeNote();
  const found = note ? vscode.languages.getDiagnostics(note) : [];
  return { count: found.filter(isBrokenLink).length, where: "this note" };
}

/** A line of the tooltip: the vault's folder and, without a marker, how to choose another. */
function vaultLine({ folder, marked }: Vault): string {
  return marked
    ? `Vault: ${folder}`
    : `Vault: ${folder} (to choose another folder, create an empty .linkwright.toml in it)`;
}

/** Lines of the tooltip: the symbolic links that are not followed. */
function unfollowedLines({ unfollowed }: Vault): string[] {
  if (!unfollowed) return [];
  const more = unfollowed.count > unfollowed.links.length ? ["…"] : [];
  return [`${counted(unfollowed.count, "symbolic link")} not followed:`, ...unfollowed.links, ...more];
}

function isBrokenLink({ source, code }: vscode.Diagnostic): boolean {
  return source === "linkwright" && BROKEN_LINK_CODES.has(String(typeof code === "object" ? code.value : code));
}

/** For instance `1 note`, `2 notes`. */
function counted(number: number, noun: string): string {
  return `${number.toLocaleString()} ${noun}${number === 1 ? "" : "s"}`;
}
