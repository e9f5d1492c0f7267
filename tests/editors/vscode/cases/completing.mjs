// Completes every kind of link, tag and property in every place, types on, and undoes it. The kinds and the
// expectations are those of ../../completing.py.

import { deepStrictEqual } from "node:assert";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { eventually, until } from "../check.mjs";
import { Vault } from "../vault.mjs";

const TABLE = JSON.parse(await readFile(join(import.meta.dirname, "../../completions.json"), "utf8"));

/**
 * The text behind the cursor, `]` for the closing brackets; and whether the text before the cursor is typed as
 * well, so that the editor closes the brackets.
 */
const PLACES = [["", false], [" end", false], ["]", false], ["] end", false], ["", true]];

/** Links whose end is already there: the line, with `|` for the cursor, the typed text, and the line after it. */
const ENDS = [
  ["See [[small|]] end", " w", "Small wins", /See \[\[Small wins\]\]! end/],
  ["See [[sma|rt loss]] end", "l", "Small wins", /See \[\[Small wins\]\]! end/],
  ["[[Small wins#|ing]] end", "mak", "Making", /\[\[Small wins#Making them\]\]! end/],
];

const WAYS = ["Enter", "Tab", "click"];

/** For a base, the setting of docs/editors.md. */
export async function a_bracket_is_typed_over_that_of_a_suggestion({ window }) {
  const vault = await Vault.of("//- /.obsidian/app.json\n{}\n//- /reading.base\n\n");
  const editor = await window(vault, { "[yaml]": { "editor.autoClosingOvertype": "always" } });
  await editor.file("reading.base");
  await editor.ready();
  await editor.goto(1, 1);
  await editor.suggestion("filters: file.hasLi", "hasLink");
  await editor.accept();
  await editor.type("this)");
  const line = "filters: file.hasLink(this)";
  await eventually("the line", () => editor.cursor(), { line, column: line.length });
}

const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** For every place: the line, the column of the cursor from 0, the keys, the line after the undo, and after `!`. */
function cells([opening, typed, suggestion, inserted, closing], inProperties) {
  // Where the cursor stands is a choice before `)`, so that one can add a heading, and before a quote.
  const end = { ")": "(!\\)|\\)!)", ']]"': '\\]\\](!"|"!)' }[closing] ?? quoted(`${closing}!`);
  const inserting = quoted(opening + inserted).replace("…", "[0-9a-z]+");
  const places = PLACES.filter(([behind]) => {
    return !(behind.includes("]") && closing === "") && !(behind.includes("end") && inProperties);
  });
  return places.map(([place, isTyped]) => {
    const behind = place.replace("]", closing);
    const tail = behind.startsWith(closing) ? behind.slice(closing.length) : behind;
    return {
      line: isTyped ? "" : opening + behind,
      // VS Code counts characters.
      column: isTyped ? 0 : [...opening].length,
      keys: isTyped ? opening + typed : typed,
      // In Markdown, VS Code closes brackets, and no quotes.
      undone: opening + typed + (isTyped ? closing.replace('"', "") : behind),
      after: new RegExp(`^${inserting}${end}${quoted(tail)}$`),
      suggestion,
    };
  });
}

/** The notes of a kind: the text and its cells, each with the number of its line. */
function notes(kind, inProperties) {
  const all = cells(kind, inProperties);
  const rest = "\n\nAbout words.\n\n[^long]: x\n";
  if (inProperties) return all.map((cell) => ({ text: `---\n${cell.line}\n---${rest}`, cells: [{ ...cell, number: 2 }] }));
  const numbered = all.map((cell, index) => ({ ...cell, number: 2 * index + 1 }));
  return [{ text: all.map(({ line }) => line).join("\n\n") + rest, cells: numbered }];
}

async function complete(editor, { number, column, keys, suggestion, after, undone }, way) {
  const lineIs = (what, pattern) =>
    until(`${what}, as ${pattern}`, async () => {
      const { line } = await editor.cursor();
      return pattern.test(line) || line;
    });
  await editor.goto(number, column + 1);
  await editor.type(keys);
  const row = editor.page.locator(".suggest-widget.visible .monaco-list-row.focused", { hasText: suggestion });
  await row.first().waitFor();
  if (way === "click") await editor.untilShown("the suggestion", () => row.first().click({ timeout: 5000 }), row, "hidden");
  else await editor.accept(way);
  await editor.type("!");
  await lineIs("the line after the suggestion", after);
  // One undo of the letter, and one of the suggestion.
  await editor.press("Escape", "Control+z", "Control+z");
  if (undone !== undefined) await lineIs("the line after one undo", new RegExp(`^${quoted(undone)}$`));
  // The note is unchanged when all is undone.
  const changed = editor.page.locator(".editor-group-container.active .tab.active.dirty");
  await until("the note unchanged", async () => (await changed.count()) === 0 || (await editor.press("Control+z")));
}

export async function every_suggestion_leaves_the_text_and_the_cursor_right({ window }) {
  const kinds = [...Object.entries(TABLE.kinds), ...Object.entries(TABLE.properties)];
  const vault = await Vault.empty();
  await vault.write(".obsidian/app.json", "{}\n");
  for (const [path, text] of Object.entries(TABLE.notes)) await vault.write(path, text);
  const opened = [];
  for (const [name, kind] of kinds) {
    for (const [index, note] of notes(kind, name in TABLE.properties).entries()) opened.push({ path: `${name} ${index}.md`, ...note });
  }
  const ends = ENDS.map(([line, keys, suggestion, after], index) => {
    return { line: line.replace("|", ""), number: 2 * index + 1, column: line.indexOf("|"), keys, suggestion, after };
  });
  opened.push({ path: "an end 0.md", text: `${ends.map(({ line }) => line).join("\n\n")}\n`, cells: ends });
  for (const { path, text } of opened) await vault.write(path, text);
  const before = await vault.files();
  // As on the desktop; in a browser, VS Code saves by itself.
  const editor = await window(vault, { "files.autoSave": "off" });
  let count = 0;
  for (const { path, cells } of opened) {
    await editor.file(path);
    await editor.ready();
    console.log(`  ${path}`);
    for (const cell of cells) {
      try {
        await complete(editor, cell, WAYS[count++ % WAYS.length]);
      } catch (error) {
        throw new Error(`${path}, line ${cell.number}: ${error.message}`);
      }
    }
  }
  await editor.saveAll();
  // An undo has also removed what the suggestion added elsewhere.
  deepStrictEqual(await vault.files(), before);
}
