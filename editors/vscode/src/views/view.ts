/** A view in the side bar about the note in the editor. */

import * as vscode from "vscode";
import type { Range } from "vscode-languageclient/node";

import { type Session, UnsupportedCommand } from "../session";
import type { Row } from "./rows";

/** The content of a view: its id in package.json, its rows, and the message if there are none. */
export interface Content {
  id: string;
  rows: (session: Session, uri: string) => Promise<Row[]>;
  empty: string;
}

export class NoteView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly rowsChanged = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.rowsChanged.event;
  private readonly view: vscode.TreeView<Row>;
  private readonly visibility: vscode.Disposable;
  private rows: Row[] = [];
  /** Number of refreshes so far. The result of an earlier one is dropped. */
  private refreshes = 0;

  constructor(
    private readonly session: Session,
    private readonly note: () => vscode.Uri | undefined,
    private readonly content: Content,
  ) {
    this.view = vscode.window.createTreeView(content.id, { treeDataProvider: this });
    this.visibility = this.view.onDidChangeVisibility(() => this.refresh());
  }

  /** Loads the rows again, if the view is visible. */
  async refresh(): Promise<void> {
    if (!this.view.visible) return;
    const refresh = ++this.refreshes;
    const uri = this.note()?.toString();
    const { rows, message } = await this.load(uri);
    if (refresh !== this.refreshes) return;
    this.rows = rows;
    this.view.message = message ?? "";
    this.rowsChanged.fire();
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
    if (row.location) item.command = openCommand(row.location);
    return item;
  }

  dispose(): void {
    vscode.Disposable.from(this.view, this.visibility, this.rowsChanged).dispose();
  }

  private async load(uri: string | undefined): Promise<{ rows: Row[]; message?: string }> {
    const { client, status } = this.session;
    if (!uri) return { rows: [], message: "Open a note first." };
    if (!client?.isRunning()) return { rows: [], message: "The Linkwright server is not running." };
    if (typeof status === "object" && "state" in status && status.state === "reading") {
      return { rows: [], message: "Indexing the vault…" };
    }
    try {
      const rows = await this.content.rows(this.session, uri);
      return rows.length > 0 ? { rows } : { rows, message: this.content.empty };
    } catch (error) {
      if (!(error instanceof UnsupportedCommand)) this.session.log.warn(`${this.content.id}: ${error}`);
      return { rows: [], message: error instanceof Error ? error.message : String(error) };
    }
  }
}

function openCommand({ uri, range }: { uri: string; range: Range }): vscode.Command {
  const { start, end } = range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  return { command: "vscode.open", title: "Open", arguments: [vscode.Uri.parse(uri), { selection }] };
}
