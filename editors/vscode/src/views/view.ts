/** A view in the side bar about the current note or its vault. */

import * as vscode from "vscode";
import type { Range } from "vscode-languageclient/node";

import { type Session, UnsupportedCommand } from "../session";
import { type Layout, type Options, ViewOptions } from "./options";
import type { Row } from "./rows";

const NO_OPTIONS: Options = { layout: "tree", order: "name", filter: "" };

/** The content of a view: its id in package.json, its rows, and the message if there are none. */
export type Content = {
  id: string;
  empty: string;
  /** The layout until the user chooses one. Without it, the view has no options. */
  layout?: Layout;
} & (
  | { about: "note"; rows: (session: Session, uri: string, options: Options) => Promise<Row[]> }
  /** Without a note, the first vault of the workspace is shown. */
  | { about: "vault"; rows: (session: Session, options: Options, uri?: string) => Promise<Row[]> }
);

export class SideView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly rowsChanged = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.rowsChanged.event;
  private readonly view: vscode.TreeView<Row>;
  private readonly visibility: vscode.Disposable;
  private readonly options: ViewOptions | undefined;
  private rows: Row[] = [];
  /** Number of refreshes so far. The result of an earlier one is dropped. */
  private refreshes = 0;

  constructor(
    private readonly session: Session,
    private readonly note: () => vscode.Uri | undefined,
    private readonly content: Content,
    memento: vscode.Memento,
  ) {
    if (content.layout) {
      this.options = new ViewOptions(content.id, content.layout, memento, () => void this.refresh());
    }
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
    const filter = this.options?.current.filter;
    this.view.description = filter ? `“${filter}”` : "";
    this.rowsChanged.fire();
  }

  getChildren(row?: Row): Row[] | Promise<Row[]> {
    if (!row) return this.rows;
    return typeof row.children === "function" ? row.children() : (row.children ?? []);
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    const open = this.content.about === "note" ? Expanded : Collapsed;
    const item = new vscode.TreeItem(row.label, row.children ? open : None);
    item.iconPath = new vscode.ThemeIcon(row.icon);
    if (row.description) item.description = row.description;
    if (row.tooltip) item.tooltip = row.tooltip;
    if (row.kind) item.contextValue = row.kind;
    const command = row.command ?? (row.location && openCommand(row.location));
    if (command) item.command = command;
    return item;
  }

  dispose(): void {
    this.options?.dispose();
    vscode.Disposable.from(this.view, this.visibility, this.rowsChanged).dispose();
  }

  private async load(uri: string | undefined): Promise<{ rows: Row[]; message?: string }> {
    const { client, status } = this.session;
    const { content } = this;
    if (!uri && content.about === "note") return { rows: [], message: "Open a note first." };
    if (!client?.isRunning()) return { rows: [], message: "The Linkwright server is not running." };
    if (typeof status === "object" && "state" in status && status.state === "reading") {
      return { rows: [], message: "Indexing the vault…" };
    }
    try {
      const options = this.options?.current ?? NO_OPTIONS;
      const rows = await (content.about === "note"
        ? content.rows(this.session, uri ?? "", options)
        : content.rows(this.session, options, uri));
      if (rows.length > 0) return { rows };
      return { rows, message: options.filter ? `Nothing contains “${options.filter}”.` : content.empty };
    } catch (error) {
      if (!(error instanceof UnsupportedCommand)) this.session.log.warn(`${content.id}: ${error}`);
      return { rows: [], message: error instanceof Error ? error.message : String(error) };
    }
  }
}

function openCommand({ uri, range }: { uri: string; range: Range }): vscode.Command {
  const { start, end } = range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  return { command: "vscode.open", title: "Open", arguments: [vscode.Uri.parse(uri), { selection }] };
}
