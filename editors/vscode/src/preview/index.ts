/** The Markdown preview: wikilinks, embeds, tags, comments, callouts and footnotes. */

import { basename } from "node:path";

import type MarkdownIt from "markdown-it";
import footnotes from "markdown-it-footnote";
import * as vscode from "vscode";

import type { Session } from "../session";
import { PreviewLinks } from "./links";
import { addWikilinkRenderer, onRender, useTokens } from "./render";
import { addNoteSyntax } from "./syntax";

/** Maximum number of notes that are remembered as previewed. */
const MAX_PREVIEWED = 20;

/** The notes that previews have shown, the last one at the end. */
const previewed = new Set<string>();

export interface Preview extends vscode.Disposable {
  /** Called by VS Code's Markdown extension. */
  extendMarkdownIt(md: MarkdownIt): MarkdownIt;
}

export function registerPreview(session: Session): Preview {
  const links = new PreviewLinks(session);
  return {
    extendMarkdownIt: (md) => {
      useTokens(md);
      addNoteSyntax(md);
      addWikilinkRenderer(md, links);
      onRender(md, remember);
      // Its types are those of another build of markdown-it.
      footnotes(md as never);
      return md;
    },
    dispose: () => links.dispose(),
  };
}

function remember(note: vscode.Uri): void {
  const uri = note.toString();
  previewed.delete(uri);
  previewed.add(uri);
  const [oldest] = previewed;
  if (oldest !== undefined && previewed.size > MAX_PREVIEWED) previewed.delete(oldest);
}

/** Returns the note that the active tab previews. VS Code tells only its name, in the tab's label. */
export function previewedNote(): vscode.Uri | undefined {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  const input = tab?.input;
  if (!(input instanceof vscode.TabInputWebview) || !input.viewType.includes("markdown.preview")) return undefined;
  const notes = [...previewed].reverse().map((uri) => vscode.Uri.parse(uri));
  return notes.find(({ path }) => tab?.label.endsWith(basename(path)));
}
