/** Renders wikilinks and embeds in the Markdown preview. */

import { posix } from "node:path";

import type MarkdownIt from "markdown-it";
import type { Renderer, Token } from "markdown-it";
import * as vscode from "vscode";

import type { PreviewLink } from "../protocol";
import type { PreviewLinks } from "./links";
import type { Wikilink } from "./syntax";

/** Maximum depth of embeds within embeds. */
const MAX_DEPTH = 3;

const IMAGE = /\.(avif|bmp|gif|jpe?g|png|svg|webp)$/i;

/** The width, or width and height, of an image: `100`, `100x200`. */
const SIZE = /^(\d+)(?:x(\d+))?$/;

/** What VS Code gives to a renderer, and our own state while an embed is rendered. */
interface Environment {
  currentDocument?: vscode.Uri;
  linkwright?: {
    /** The note that the preview shows: links are relative to it. */
    top: vscode.Uri;
    /** The notes that contain the embed, from the outside in. */
    containers: string[];
  };
}

/** Calls `rendered` with each note that a preview shows. */
export function onRender(md: MarkdownIt, rendered: (note: vscode.Uri) => void): void {
  const render = md.renderer.render;
  md.renderer.render = function (tokens, options, env: Environment) {
    if (env?.currentDocument && !env.linkwright) rendered(env.currentDocument);
    return render.call(this, tokens, options, env);
  };
}

/** Renders the tokens of the type `wikilink`. */
export function addWikilinkRenderer(md: MarkdownIt, links: PreviewLinks): void {
  md.renderer.rules.wikilink = (tokens, at, options, env: Environment, renderer) => {
    const wikilink = tokens[at]?.meta as Wikilink;
    const note = env?.currentDocument;
    const link = note && links.find(note, wikilink.target, wikilink.isEmbed);
    if (wikilink.isEmbed && link && !link.broken) {
      const embed = renderEmbed(md, renderer, options, env, wikilink, link);
      if (embed !== undefined) return embed;
    }
    return renderLink(md, renderer, options, env, wikilink, link);
  };
}

function renderLink(
  md: MarkdownIt,
  renderer: Renderer,
  options: MarkdownIt["options"],
  env: Environment,
  { target, display }: Wikilink,
  link: PreviewLink | undefined,
): string {
  const text = md.utils.escapeHtml(display ?? shownTarget(target));
  if (link?.broken) {
    const title = md.utils.escapeHtml(`${target} does not exist`);
    return `<span class="linkwright-broken" title="${title}">${text}</span>`;
  }
  const href = link && relativeHref(env, link);
  if (!href) return `<span class="linkwright-link">${text}</span>`;
  const [open, close] = [token("link_open", "a", 1), token("link_close", "a", -1)];
  open.attrSet("href", href);
  open.attrSet("class", "linkwright-link");
  // The rule of VS Code adds what makes the link work in a preview.
  const rule = renderer.rules.link_open;
  const start = rule ? rule([open, close], 0, options, env, renderer) : renderer.renderToken([open], 0, options);
  return `${start}${text}</a>`;
}

/** Returns the embedded image or part of a note. Undefined for any other file: a link is shown. */
function renderEmbed(
  md: MarkdownIt,
  renderer: Renderer,
  options: MarkdownIt["options"],
  env: Environment,
  wikilink: Wikilink,
  link: PreviewLink,
): string | undefined {
  if (!link.uri) return undefined;
  const file = vscode.Uri.parse(link.uri);
  if (link.content !== null) {
    if (isTooDeep(env, file)) return undefined;
    const title = renderLink(md, renderer, options, env, { ...wikilink, isEmbed: false }, link);
    const content = renderContent(md, env, file, link.content);
    return `<div class="linkwright-embed"><div class="linkwright-embed-title">${title}</div>${content}</div>`;
  }
  const rule = renderer.rules.image;
  if (!IMAGE.test(file.path) || !rule || !env.currentDocument) return undefined;
  const image = token("image", "img", 0);
  const [, width, height] = SIZE.exec(wikilink.display ?? "") ?? [];
  const alt = token("text", "", 0);
  alt.content = width ? shownTarget(wikilink.target) : (wikilink.display ?? shownTarget(wikilink.target));
  image.children = [alt];
  image.content = alt.content;
  image.attrs = [["src", relativePath(env.currentDocument, file)], ["alt", ""], ["class", "linkwright-image"]];
  if (width) image.attrSet("width", width);
  if (height) image.attrSet("height", height);
  return rule([image], 0, options, env, renderer);
}

/** Whether the embed is within itself, or within too many others. */
function isTooDeep({ currentDocument, linkwright }: Environment, file: vscode.Uri): boolean {
  const containers = linkwright?.containers ?? [currentDocument?.toString()];
  return containers.length >= MAX_DEPTH || containers.includes(file.toString());
}

/** Renders a part of another note. Its relative links are made relative to the previewed note. */
function renderContent(md: MarkdownIt, env: Environment, file: vscode.Uri, content: string): string {
  const top = env.linkwright?.top ?? env.currentDocument;
  if (!top) return "";
  const outer = env.linkwright?.containers ?? [top.toString()];
  const inner: Environment = {
    ...env,
    currentDocument: file,
    linkwright: { top, containers: [...outer, file.toString()] },
  };
  const tokens = md.parse(content, inner);
  const folder = posix.dirname(relativePath(top, file));
  for (const each of tokens.flatMap(({ children }) => children ?? [])) {
    const href = each.type === "link_open" ? each.attrGet("href") : null;
    if (href && !/^([a-z][a-z0-9+.-]*:|[/#])/i.test(href)) each.attrSet("href", posix.join(folder, href));
    if (href?.startsWith("#")) each.attrSet("href", `${relativePath(top, file)}${href}`);
  }
  // VS Code counts headings to give each an id. Those of the embedded note must not count.
  for (const each of tokens) each.type = each.type.replace(/^heading_/, "embedded_heading_");
  return md.renderer.render(tokens, md.options, inner);
}

/** The link's address, relative to the previewed note, with the line as its fragment. */
function relativeHref({ currentDocument, linkwright }: Environment, { uri, line }: PreviewLink): string | undefined {
  const from = linkwright?.top ?? currentDocument;
  if (!from || !uri) return undefined;
  const file = vscode.Uri.parse(uri);
  const fragment = line > 0 ? `#L${line + 1}` : "";
  return `${relativePath(from, file)}${fragment}`;
}

/** The path of `file`, encoded, relative to the folder of `from`. */
function relativePath(from: vscode.Uri, file: vscode.Uri): string {
  const path = posix.relative(posix.dirname(from.path), file.path);
  return path.split("/").map(encodeURIComponent).join("/");
}

/** As Obsidian shows it: `Note > Heading`. */
function shownTarget(target: string): string {
  return target.replace(/^#/, "").replace(/#\^?/g, " > ");
}

let TokenType: new (type: string, tag: string, nesting: -1 | 0 | 1) => Token;

function token(type: string, tag: string, nesting: -1 | 0 | 1): Token {
  return new TokenType(type, tag, nesting);
}

/** Takes the class of tokens from VS Code's own copy of markdown-it. */
export function useTokens(md: MarkdownIt): void {
  md.core.ruler.push("linkwright_token_class", ({ Token }) => {
    TokenType = Token;
  });
}
