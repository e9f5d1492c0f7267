/** What the server answers beyond the protocol: its commands and its notification of state. */

import { NotificationType, type Range } from "vscode-languageclient/node";

/** A place in a note, with the text of its line, trimmed. */
export interface Line {
  uri: string;
  range: Range;
  line: string;
}

/** A place that names a note without linking it. */
export interface Mention extends Line {
  name: string;
}

/** A link of a note; `target` is null where it leads to nothing. */
export interface Outgoing {
  range: Range;
  text: string;
  target: { uri: string; range: Range } | null;
  broken: boolean;
}

export type LinkForm = "wikilink" | "markdown";
export type Scope = "note" | "vault";

/** The server's commands: what each takes as its one argument, and what it answers. */
export interface Commands {
  "linkwright.backlinks": { takes: { uri: string }; gives: Line[] };
  "linkwright.outgoing": { takes: { uri: string }; gives: Outgoing[] };
  "linkwright.mentions": { takes: { uri: string }; gives: Mention[] };
  "linkwright.linkMentions": {
    takes: { uri: string; mentions?: { uri: string; range: Range }[] };
    gives: unknown;
  };
  "linkwright.convertLinks": {
    takes: { uri: string; scope: Scope; to: LinkForm };
    gives: unknown;
  };
  "linkwright.dailyNote": {
    takes: { uri?: string; date?: string };
    gives: { uri: string; exists: boolean };
  };
  "linkwright.check": {
    takes: Record<string, never>;
    gives: { notes: number; links: number; broken: number };
  };
}

/** How far the server is with the vault: not all of it is known while it is `reading`, nor when
 * the reading was stopped (`partial`). */
export interface Status {
  state: "reading" | "ready" | "partial";
  notes: number;
  vaults: Vault[];
}

/** An open vault. */
export interface Vault {
  folder: string;
  /** It holds `.obsidian` or `.linkwright.toml`. */
  marked: boolean;
  /** Its symbolic links that are not followed, if there are any. */
  unfollowed?: Unfollowed;
}

/** How many there are, and the first of them with the reasons. */
export interface Unfollowed {
  count: number;
  links: string[];
}

export const StatusNotification = new NotificationType<Status>("linkwright/status");
