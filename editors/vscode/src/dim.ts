/** Dims what surrounds the text of links, if `linkwright.editor.dimLinks` is set. */

import * as vscode from "vscode";

import { debounce } from "./debounce";
import { isNote } from "./notes";
import type { Session } from "./session";
import { SECTION } from "./settings";

const SETTING = "editor.dimLinks";

/** The brackets of a wikilink, with its target if it has a display text. */
const WIKILINK = /^(!?\[\[(?:[^\]]*?\\?\|(?=[^\]]))?)[^]*?(\]\])$/;

/** The brackets of an embed, and the size of its image. */
const SIZED = /^(!\[\[)[^|]*?(\\?\|\s*\d+(?:x\d+)?\s*\]\])$/;

/** The brackets and the target of a Markdown link. */
const MARKDOWN_LINK = /^(!?\[)[^]*(\](?:\([^]*\)|\[[^\]]*\]))$/;

export function registerDimming(session: Session): vscode.Disposable {
  const dimmed = vscode.window.createTextEditorDecorationType({ opacity: "0.45" });
  const update = debounce(() => {
    for (const editor of vscode.window.visibleTextEditors) void dim(session, editor, dimmed);
  }, 50);
  update.call();
  return vscode.Disposable.from(
    dimmed,
    update,
    session.onDidChange(update.call),
    session.onDidChangeVault(update.call),
    vscode.window.onDidChangeVisibleTextEditors(update.call),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${SECTION}.${SETTING}`)) update.call();
    }),
  );
}

async function dim(
  session: Session,
  editor: vscode.TextEditor,
  dimmed: vscode.TextEditorDecorationType,
): Promise<void> {
  const { document } = editor;
  if (!isNote(document)) return;
  if (!vscode.workspace.getConfiguration(SECTION, document).get(SETTING)) {
    editor.setDecorations(dimmed, []);
    return;
  }
  try {
    const version = document.version;
    const links = await session.execute("linkwright.outgoing", { uri: document.uri.toString() });
    // The server sends a notification when it has indexed the newer text.
    if (document.version !== version) return;
    const ranges = links.flatMap(({ range: { start, end } }) =>
      surroundings(document, new vscode.Range(start.line, start.character, end.line, end.character)),
    );
    editor.setDecorations(dimmed, ranges);
  } catch (error) {
    session.log.debug(`${SETTING}: ${error}`);
  }
}

/** Returns what surrounds the text of the link in `range`. */
function surroundings(document: vscode.TextDocument, range: vscode.Range): vscode.Range[] {
  const text = document.getText(range);
  const [, before, after] = SIZED.exec(text) ?? WIKILINK.exec(text) ?? MARKDOWN_LINK.exec(text) ?? [];
  if (before === undefined || after === undefined) return [];
  const at = document.offsetAt(range.start);
  const part = (start: number, end: number) =>
    new vscode.Range(document.positionAt(at + start), document.positionAt(at + end));
  return [part(0, before.length), part(text.length - after.length, text.length)];
}
