/** Shows the rows of a base in a panel: a table that can be sorted, with links to its files. */

import * as vscode from "vscode";
import type { Position } from "vscode-languageclient/node";

import { runCommand } from "./commands";
import { debounce } from "./debounce";
import type { QueryCell, QueryRows } from "./protocol";
import type { Session } from "./session";

/** The view that the panel shows. */
interface Shown {
  uri: string;
  position: Position;
}

/** The rows of a view as HTML. `view` tells the view from all others. */
interface Content {
  view: string;
  html: string;
}

export function registerQuery(session: Session): vscode.Disposable {
  let panel: vscode.WebviewPanel | undefined;
  let shown: Shown | undefined;
  let content: Content | undefined;
  /** Number of updates so far. The result of an earlier one is dropped. */
  let updates = 0;

  const update = async () => {
    if (!panel || !shown) return;
    const { uri, position } = shown;
    const current = ++updates;
    const rows = await session.execute("linkwright.query", { uri, position });
    if (!panel || current !== updates) return;
    panel.title = rows.view || "Base";
    content = { view: `${uri}#${rows.view}`, html: table(rows) };
    void panel.webview.postMessage(content);
  };
  const show = async (uri?: string, position?: Position) => {
    shown = uri && position ? { uri, position } : atCursor();
    if (!panel) {
      const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      panel = vscode.window.createWebviewPanel("linkwright.query", "Base", column, { enableScripts: true });
      panel.onDidDispose(() => (panel = content = undefined));
      panel.webview.onDidReceiveMessage(({ open }: { open?: string }) => {
        // A page that was hidden starts again, and has missed what was sent meanwhile.
        if (!open) return content && panel?.webview.postMessage(content);
        // Opens images too.
        return vscode.commands.executeCommand("vscode.open", vscode.Uri.parse(open), vscode.ViewColumn.One);
      });
      // Set once: of two pages in quick succession, a busy editor may show only the first.
      panel.webview.html = page();
    }
    await update();
    panel?.reveal(undefined, true);
  };
  // While a base is being edited, it often has mistakes: the panel keeps the last rows.
  const refresh = debounce(() => void update().catch(() => {}), 500);
  return vscode.Disposable.from(
    vscode.commands.registerCommand("linkwright.showQuery", (uri?: string, position?: Position) =>
      runCommand(session, () => show(uri, position)),
    ),
    refresh,
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (shown?.uri !== document.uri.toString()) return;
      shown.position = contentChanges.reduce(moved, shown.position);
    }),
    session.onDidChangeVault(() => refresh.call()),
    { dispose: () => panel?.dispose() },
  );
}

/** Returns where `position` is after a change of the text. */
function moved({ line, character }: Position, { range, text }: vscode.TextDocumentContentChangeEvent): Position {
  const { start, end } = range;
  const position = new vscode.Position(line, character);
  if (start.isAfter(position)) return position;
  if (end.isAfter(position)) return start;
  const lines = text.split("\n");
  const last = lines.length - 1;
  const column = (last === 0 ? start.character : 0) + (lines[last]?.length ?? 0);
  return {
    line: line - end.line + start.line + last,
    character: line === end.line ? character - end.character + column : character,
  };
}

function atCursor(): Shown {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new Error("Open a base, or a note with a base.");
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

/** The panel's page, without rows: `SCRIPT` asks for them. */
function page(): string {
  const nonce = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join("");
  return `<!DOCTYPE html>
<html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<style nonce="${nonce}">
table { border-collapse: collapse; }
th, td { padding: 2px 12px 2px 0; text-align: left; vertical-align: top; }
th { cursor: pointer; border-bottom: 1px solid var(--vscode-panel-border); }
th[data-order="1"]::after { content: " ↑"; }
th[data-order="-1"]::after { content: " ↓"; }
.problem { color: var(--vscode-errorForeground); }
</style></head><body>
<main></main>
<script nonce="${nonce}">${SCRIPT}</script>
</body></html>`;
}

function table({ columns, rows, total, problems }: QueryRows): string {
  const isGrouped = rows.some(({ group }) => group !== undefined);
  const header = [...(isGrouped ? ["Group"] : []), ...columns.map(({ name }) => name)];
  const body = rows.map(({ group, cells }) => {
    const all = isGrouped ? [[{ text: group ?? "" }], ...cells] : cells;
    return `<tr>${all.map((parts) => `<td${sortNumber(parts)}>${parts.map(part).join(", ")}</td>`).join("")}</tr>`;
  });
  const limited = total > rows.length ? ` of ${total}` : "";
  const count = `${rows.length}${limited} ${rows.length === 1 ? "row" : "rows"}`;
  return `${problems.map((problem) => `<p class="problem">${escape(problem)}</p>`).join("")}
<p>${count}</p>
<table><thead><tr>${header.map((name) => `<th>${escape(name)}</th>`).join("")}</tr></thead>
<tbody>${body.join("\n")}</tbody></table>`;
}

function part({ text, uri }: QueryCell): string {
  return uri ? `<a href="#" data-uri="${escape(uri)}">${escape(text)}</a>` : escape(text);
}

function sortNumber(parts: QueryCell[]): string {
  const number = parts.length === 1 ? parts[0]?.number : undefined;
  return number === undefined ? "" : ` data-number="${number}"`;
}

function escape(text: string): string {
  const names: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" };
  return text.replace(/[&<>"]/g, (mark) => `&${names[mark]};`);
}

/**
 * Runs in the panel: asks for the rows and shows those that are sent, opens files, and sorts the rows by a column.
 * Empty cells stay last. The order is kept when the rows of the same view are shown again.
 */
const SCRIPT = `
const editor = acquireVsCodeApi();
const main = document.querySelector("main");
let view;
const sort = (column, order) => {
  const headers = [...main.querySelectorAll("th")];
  const header = headers.find(({ textContent }) => textContent === column);
  if (!header) return;
  for (const other of headers) delete other.dataset.order;
  header.dataset.order = order;
  const value = (row) => row.cells[header.cellIndex];
  const compare = (a, b) => {
    if (!a.textContent || !b.textContent) return order * (!a.textContent - !b.textContent);
    if (a.dataset.number && b.dataset.number) return a.dataset.number - b.dataset.number;
    return a.textContent.localeCompare(b.textContent, undefined, { numeric: true });
  };
  const body = main.querySelector("tbody");
  body.append(...[...body.rows].sort((a, b) => order * compare(value(a), value(b))));
};
window.addEventListener("message", ({ data }) => {
  view = data.view;
  main.innerHTML = data.html;
  const kept = editor.getState();
  if (kept?.view === view) sort(kept.column, kept.order);
});
document.addEventListener("click", ({ target }) => {
  const link = target.closest("a[data-uri]");
  if (link) editor.postMessage({ open: link.dataset.uri });
  const header = target.closest("th");
  if (!header) return;
  const order = header.dataset.order === "1" ? -1 : 1;
  sort(header.textContent, order);
  editor.setState({ view, column: header.textContent, order });
});
editor.postMessage({});
`;
