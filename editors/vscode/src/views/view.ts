/** A view in the side bar of what the server says of the note in the editor. */

import * as vscode from "vscode";
import type { Range } from "vscode-languageclient/node";

import { type Session, Unknown } from "../session";
import type { Row } from "./rows";

/** What a view shows: its id in package.json, where its rows come from, what it says without any. */
export interface Content {
  id: string;
  rows: (session: Session, uri: string) => Promise<Row[]>;
  empty: string;
}

export class NoteView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Row>;
  private readonly visibility: vscode.Disposable;
  private rows: Row[] = [];
  /** Counts the questions: an answer to an earlier one comes too late. */
  private asked = 0;

  constructor(
    private readonly session: Session,
    private readonly note: () => vscode.Uri | undefined,
    private readonly content: Content,
  ) {
    this.view = vscode.window.createTreeView(content.id, { treeDataProvider: this });
    this.visibility = this.view.onDidChangeVisibility(() => this.refresh());
  }

  /** Asks again, if anybody sees it. */
  async refresh(): Promise<void> {
    if (!this.view.visible) return;
    const asked = ++this.asked;
    const uri = this.note()?.toString();
    const { rows, message } = await this.ask(uri);
    if (asked !== this.asked) return;
    this.rows = rows;
    this.view.message = message ?? "";
    this.changed.fire();
  }

  getChildren(row?: Row): Row[] {
    return row ? (row.children ?? []) : this.rows;
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const { Expanded, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(row.label, row.children ? Expanded : None);
    item.iconPath = new vscode.ThemeIcon(row.icon);
    if (row.description) item.description = row.description;
    if (row.tooltip) item.tooltip = row.tooltip;
    if (row.kind) item.contextValue = row.kind;
    if (row.place) item.command = opening(row.place);
    return item;
  }

  dispose(): void {
    vscode.Disposable.from(this.view, this.visibility, this.changed).dispose();
  }

  private async ask(uri: string | undefined): Promise<{ rows: Row[]; message?: string }> {
    const { client, status } = this.session;
    if (!uri) return { rows: [], message: "Open a note to see this." };
    if (!client?.isRunning()) return { rows: [], message: "The server of Linkwright is not running." };
    if (typeof status === "object" && "state" in status && status.state === "reading") {
      return { rows: [], message: "The vault is being read…" };
    }
    try {
      const rows = await this.content.rows(this.session, uri);
      return rows.length > 0 ? { rows } : { rows, message: this.content.empty };
    } catch (error) {
      if (!(error instanceof Unknown)) this.session.log.warn(`${this.content.id}: ${error}`);
      return { rows: [], message: error instanceof Error ? error.message : String(error) };
    }
  }
}

function opening({ uri, range }: { uri: string; range: Range }): vscode.Command {
  const { start, end } = range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  return { command: "vscode.open", title: "Open", arguments: [vscode.Uri.parse(uri), { selection }] };
}
