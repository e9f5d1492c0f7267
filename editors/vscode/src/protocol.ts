/** Types of the server's own commands and notifications. */

import { NotificationType, NotificationType0, type Position, type Range } from "vscode-languageclient/node";

/** A range in a note, with the trimmed text of its line. */
export interface LineLocation {
  uri: string;
  range: Range;
  line: string;
}

/** A range that names a note without a link. */
export interface Mention extends LineLocation {
  name: string;
}

/** A link in a note. `target` is null if the link has no target in the vault. */
export interface OutgoingLink {
  range: Range;
  text: string;
  target: { uri: string; range: Range } | null;
  broken: boolean;
}

/** A wikilink of a note. */
export interface PreviewLink {
  /** The path and subpath as written. */
  target: string;
  embed: boolean;
  broken: boolean;
  uri: string | null;
  /** The line in the file, counted from 0. */
  line: number;
  /** The embedded part of a note. */
  content: string | null;
}

/** A name of a note, or an alias. */
export interface NoteName {
  name: string;
  alias: boolean;
  path: string;
  uri: string;
}

/** A tag with the number of places and of notes that have exactly this tag. */
export interface TagCount {
  tag: string;
  uses: number;
  notes: number;
}

/** A file that links name and that does not exist. */
export interface UnresolvedTarget {
  path: string;
  links: LineLocation[];
}

/** A part of a cell of a row: an item of a list, or all of it. */
export interface QueryCell {
  text: string;
  /** The file that the text stands for. */
  uri?: string;
  number?: number;
}

/** The rows of a view of a base. */
export interface QueryRows {
  view: string;
  columns: { id: string; name: string }[];
  rows: { path: string; uri: string | null; group?: string; cells: QueryCell[][] }[];
  /** The number of rows without the limit of the view. */
  total: number;
  problems: string[];
}

export type LinkForm = "wikilink" | "markdown";
export type Scope = "note" | "vault";

/** The server's commands: the one argument of each, and its result. */
export interface Commands {
  "linkwright.backlinks": { params: { uri: string }; result: LineLocation[] };
  "linkwright.outgoing": { params: { uri: string }; result: OutgoingLink[] };
  "linkwright.mentions": { params: { uri: string }; result: Mention[] };
  "linkwright.linkMentions": {
    params: { uri: string; mentions?: { uri: string; range: Range }[] };
    result: unknown;
  };
  "linkwright.convertLinks": {
    params: { uri: string; scope: Scope; to: LinkForm };
    result: unknown;
  };
  "linkwright.preview": { params: { uri: string }; result: PreviewLink[] };
  "linkwright.query": {
    params: { uri: string; position?: Position; view?: string };
    result: QueryRows;
  };
  "linkwright.names": { params: { uri?: string }; result: NoteName[] };
  "linkwright.tags": { params: { uri?: string }; result: TagCount[] };
  "linkwright.tagged": { params: { uri?: string; tag: string }; result: LineLocation[] };
  "linkwright.orphans": { params: { uri?: string }; result: { path: string; uri: string }[] };
  "linkwright.unresolved": { params: { uri?: string }; result: UnresolvedTarget[] };
  "linkwright.newNote": {
    params: { uri?: string; name: string };
    result: { uri: string; exists: boolean };
  };
  "linkwright.dailyNote": {
    params: { uri?: string; date?: string };
    result: { uri: string; exists: boolean };
  };
  "linkwright.adjacentDailyNote": {
    params: { uri?: string; direction: "previous" | "next" };
    result: { uri: string } | null;
  };
  "linkwright.check": {
    params: Record<string, never>;
    /** `known` of the broken links are not reported, because they were there when the session began. */
    result: { notes: number; links: number; broken: number; known?: number };
  };
}

/**
 * The state of the index. Only a part of the vault is indexed while the state is `reading`, and if
 * indexing was cancelled (`partial`).
 */
export interface Status {
  state: "reading" | "ready" | "partial";
  notes: number;
  /** Whether there are diagnostics of all notes, and not only of open ones. */
  checked: boolean;
  vaults: Vault[];
}

/** An open vault. */
export interface Vault {
  folder: string;
  /** Whether the folder contains `.obsidian` or `.linkwright.toml`. */
  marked: boolean;
  /** Whether only findings are reported that were not there when the session began. */
  onlyNew?: boolean;
  /** The symbolic links that are not followed, if there are any. */
  unfollowed?: UnfollowedLinks;
}

/** The number of symbolic links that are not followed, and the first of them with the reasons. */
export interface UnfollowedLinks {
  count: number;
  links: string[];
}

export const StatusNotification = new NotificationType<Status>("linkwright/status");

/** Sent when the server has indexed changes: what its commands return may be different. */
export const ChangedNotification = new NotificationType0("linkwright/changed");
