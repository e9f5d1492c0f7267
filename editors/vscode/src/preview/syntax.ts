/** Rules of markdown-it for the syntax of notes: wikilinks, tags, comments, block ids and callouts. */

import type MarkdownIt from "markdown-it";
import type { StateBlock, StateCore, StateInline, Token } from "markdown-it";

/** A tag at the start of the text, with its `#`. It contains a character other than digits. */
const TAG = /^#(?=[\p{N}/_-]*[\p{L}\p{M}\p{Extended_Pictographic}_/-])[\p{L}\p{M}\p{N}\p{Extended_Pictographic}_/-]+/u;

/** A block id at the end of a line. */
const BLOCK_ID = /^\^[\p{L}\p{N}-]+[ \t]*(?=\n|$)/u;

/** The first line of a callout: type, fold marker and title. */
const CALLOUT = /^\[!([\w-]+)\]([+-]?)[ \t]*(.*)(?:\n|$)/;

/** A wikilink or embed as written, in the `meta` of a token of the type `wikilink`. */
export interface Wikilink {
  /** The path and subpath. */
  target: string;
  /** The text after `|`, if there is one. */
  display: string | undefined;
  isEmbed: boolean;
}

export function addNoteSyntax(md: MarkdownIt): void {
  md.inline.ruler.before("link", "wikilink", wikilink);
  md.inline.ruler.before("link", "note_comment", inlineComment);
  md.inline.ruler.before("link", "note_tag", tag);
  md.inline.ruler.before("link", "note_block_id", blockId);
  md.block.ruler.before("fence", "note_comment", blockComment, { alt: ["paragraph", "blockquote", "list"] });
  md.core.ruler.after("block", "note_callout", callouts);
  md.core.ruler.after("inline", "note_embed_paragraph", hideEmbedParagraphs);
}

function wikilink(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state;
  const isEmbed = src.startsWith("![[", pos);
  if (!isEmbed && !src.startsWith("[[", pos)) return false;
  const start = pos + (isEmbed ? 3 : 2);
  const end = src.indexOf("]]", start);
  const content = end < 0 ? "" : src.slice(start, end);
  if (content.trim() === "" || /\n|\[\[/.test(content)) return false;
  if (!silent) {
    const [, target = "", display] = /^(.*?)(?:\\?\|(.*))?$/.exec(content) ?? [];
    const meta: Wikilink = { target: target.trim(), display: display?.trim() || undefined, isEmbed };
    state.push("wikilink", "", 0).meta = meta;
  }
  state.pos = end + 2;
  return true;
}

function inlineComment(state: StateInline): boolean {
  if (!state.src.startsWith("%%", state.pos)) return false;
  const end = state.src.indexOf("%%", state.pos + 2);
  if (end < 0) return false;
  state.pos = end + 2;
  return true;
}

function tag(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state;
  if (src[pos] !== "#" || (pos > 0 && !/\s/.test(src[pos - 1] ?? ""))) return false;
  const found = TAG.exec(src.slice(pos))?.[0];
  if (!found) return false;
  if (!silent) {
    state.push("span_open", "span", 1).attrSet("class", "linkwright-tag");
    state.push("text", "", 0).content = found;
    state.push("span_close", "span", -1);
  }
  state.pos += found.length;
  return true;
}

function blockId(state: StateInline): boolean {
  const { src, pos } = state;
  if (src[pos] !== "^" || (pos > 0 && !/\s/.test(src[pos - 1] ?? ""))) return false;
  const found = BLOCK_ID.exec(src.slice(pos))?.[0];
  if (!found) return false;
  state.pos += found.length;
  return true;
}

/** A comment that starts a line and continues on later ones; without an end, to the end of the note. */
function blockComment(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const line = (at: number) => state.src.slice((state.bMarks[at] ?? 0) + (state.tShift[at] ?? 0), state.eMarks[at]);
  const first = line(startLine);
  if (!first.startsWith("%%") || first.indexOf("%%", 2) >= 0) return false;
  if (silent) return true;
  let next = startLine + 1;
  while (next < endLine && !line(next).includes("%%")) next += 1;
  state.line = Math.min(next + 1, endLine);
  return true;
}

/** Turns blockquotes that start with `[!type]` into callouts with a title. */
function callouts(state: StateCore): void {
  const { tokens } = state;
  for (let at = 0; at + 2 < tokens.length; at += 1) {
    const [quote, paragraph, inline] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    if (quote?.type !== "blockquote_open" || paragraph?.type !== "paragraph_open" || !inline) continue;
    const found = CALLOUT.exec(inline.content);
    const type = found?.[1]?.toLowerCase();
    if (!found || !type) continue;
    quote.attrJoin("class", `linkwright-callout linkwright-callout-${type}`);
    const title = titleTokens(state, found[3] || `${type[0]?.toUpperCase()}${type.slice(1)}`, inline);
    inline.content = inline.content.slice(found[0].length);
    if (inline.content === "") tokens.splice(at + 1, 3, ...title);
    else tokens.splice(at + 1, 0, ...title);
    at += title.length;
  }
}

function titleTokens(state: StateCore, title: string, line: Token): Token[] {
  const open = new state.Token("callout_title_open", "div", 1);
  open.attrSet("class", "linkwright-callout-title");
  open.block = true;
  const inline = new state.Token("inline", "", 0);
  Object.assign(inline, { content: title, map: line.map, level: line.level, children: [], block: true });
  const close = new state.Token("callout_title_close", "div", -1);
  close.block = true;
  return [open, inline, close];
}

/** Renders no paragraph around an embed that stands alone: what it shows has its own blocks. */
function hideEmbedParagraphs(state: StateCore): void {
  const { tokens } = state;
  for (let at = 1; at + 1 < tokens.length; at += 1) {
    const [open, inline, close] = [tokens[at - 1], tokens[at], tokens[at + 1]];
    if (open?.type !== "paragraph_open" || inline?.type !== "inline" || !close) continue;
    const children = (inline.children ?? []).filter((child) => child.type !== "text" || child.content.trim());
    const [only, other] = children;
    if (other || only?.type !== "wikilink" || !(only.meta as Wikilink).isEmbed) continue;
    open.hidden = true;
    close.hidden = true;
  }
}
