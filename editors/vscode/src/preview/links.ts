/** Loads where the wikilinks of previewed notes lead, and refreshes the previews when that changes. */

import * as vscode from "vscode";

import { debounce } from "../debounce";
import type { PreviewLink } from "../protocol";
import { type Session, UnsupportedCommand } from "../session";

/** Maximum number of requests for a note after one that failed, for instance because the vault changed. */
const MAX_RETRIES = 5;

/** Maximum number of refreshes until a preview shows the links; a hidden one is not rendered. */
const MAX_REFRESHES = 3;

/** Time in which a refreshed preview is rendered. */
const REFRESH_WAIT_MS = 700;

/** A refresh this soon after a preview was rendered may not be shown. */
const TOO_SOON_MS = 200;

/** Maximum number of notes whose links are kept, counting embedded ones. */
const MAX_NOTES = 64;

interface PreviewedNote {
  /** The links by `!` for an embed and the target as written; undefined until they are loaded. */
  links: Map<string, PreviewLink> | undefined;
  /** The server's response, to see whether it changed. */
  response: string;
  /** Number of requests that failed since the last that did not. */
  failures: number;
}

export class PreviewLinks implements vscode.Disposable {
  /** By URI, the note that was rendered last at the end. */
  private readonly notes = new Map<string, PreviewedNote>();
  private readonly reload = debounce(() => void this.loadAll(), 50);
  private readonly subscriptions: vscode.Disposable;
  /** When a preview last asked for a link, as `performance.now()` says it. */
  private lastRendered = -Infinity;

  constructor(private readonly session: Session) {
    this.subscriptions = vscode.Disposable.from(
      this.reload,
      session.onDidChange(this.reload.call),
      session.onDidChangeVault(this.reload.call),
    );
  }

  /**
   * Returns the link of a note by its target as written. Undefined if the note's links are not loaded
   * yet: they are requested, and the preview is refreshed when they are there.
   */
  find(note: vscode.Uri, target: string, isEmbed: boolean): PreviewLink | undefined {
    this.lastRendered = performance.now();
    const uri = note.toString();
    const known = this.notes.get(uri);
    this.notes.delete(uri);
    this.notes.set(uri, known ?? { links: undefined, response: "", failures: 0 });
    const [oldest] = this.notes.keys();
    if (oldest !== undefined && this.notes.size > MAX_NOTES) this.notes.delete(oldest);
    if (!known) this.reload.call();
    return known?.links?.get(key(target, isEmbed));
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private async loadAll(): Promise<void> {
    if (!this.session.client?.isRunning()) return;
    const changed = await Promise.all([...this.notes].map(([uri, note]) => this.load(uri, note)));
    if (changed.includes(true)) await this.refresh();
  }

  /**
   * Renders the previews again. VS Code drops a refresh while another update is pending. On a busy machine, it
   * may show only the first of two pages that are rendered in quick succession, and drop the second.
   */
  private async refresh(): Promise<void> {
    let isShown = false;
    for (let tries = 0; tries < MAX_REFRESHES && !isShown; tries += 1) {
      const start = performance.now();
      const isTooSoon = start - this.lastRendered < TOO_SOON_MS;
      await vscode.commands.executeCommand("markdown.preview.refresh");
      await new Promise((resolve) => setTimeout(resolve, REFRESH_WAIT_MS));
      isShown = this.lastRendered > start && !isTooSoon;
    }
  }

  /** Loads the links of a note. Returns whether they changed. */
  private async load(uri: string, note: PreviewedNote): Promise<boolean> {
    let links: PreviewLink[];
    try {
      links = await this.session.execute("linkwright.preview", { uri });
      note.failures = 0;
    } catch (error) {
      note.failures += 1;
      if (error instanceof UnsupportedCommand) return false;
      this.session.log.debug(`preview of ${uri}: ${error}`);
      if (note.failures <= MAX_RETRIES) this.reload.call();
      return false;
    }
    const response = JSON.stringify(links);
    if (response === note.response) return false;
    note.response = response;
    note.links = new Map(links.map((link) => [key(link.target, link.embed), link]));
    return true;
  }
}

function key(target: string, isEmbed: boolean): string {
  return `${isEmbed ? "!" : ""}${target}`;
}
