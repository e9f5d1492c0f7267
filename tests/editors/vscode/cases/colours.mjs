// The colours of links, tags and comments in the default themes, before and after the server has started.

import { until } from "../check.mjs";
import { THEMES } from "../window.mjs";
import { Vault } from "../vault.mjs";

const NOTES = `\
//- /.obsidian/app.json
{}
//- /Two words.md
---
aliases: [pair]
---
Words. ^first
//- /Note.md
# Note

See [[Two words]], [[Two words|shown]], [[pair]], [[gone]] and [x](Two%20words.md).

![[Two words#^first]] #tag/deep %%a comment%% and prose. ^block

> [!note] A callout
`;

/** Returns the colour of the first span in the active editor whose text is `text`, if there is one. */
const colour = (editor, text) =>
  editor.page
    .locator(".editor-group-container.active .view-line span > span")
    .evaluateAll((spans, text) => {
      const span = spans.find((span) => span.textContent.replaceAll("\u00a0", " ").trim() === text);
      return span && getComputedStyle(span).color;
    }, text);

const differ = async (editor, text, other) => {
  const [one, two] = [await colour(editor, text), await colour(editor, other)];
  return (one !== undefined && two !== undefined && one !== two) || `${text}: ${one}, ${other}: ${two}`;
};

export async function notes_have_colours({ window, picture }) {
  const vault = await Vault.of(NOTES);
  const editor = await window(vault);
  await editor.file("Note.md");
  await editor.ready();
  for (const theme of Object.keys(THEMES)) {
    await editor.theme(theme);
    await until(`a broken link unlike others, ${theme}`, () => differ(editor, "gone", "Two words"));
    const prose = "and prose.";
    for (const text of ["Two words", "shown", "#tag/deep", "^block"]) {
      await until(`${text} unlike prose, ${theme}`, () => differ(editor, text, prose));
    }
    await picture(editor, `colours-${theme.replaceAll(" ", "-")}`);
  }
}

export async function notes_have_colours_without_a_server({ window, picture }) {
  const vault = await Vault.of(NOTES);
  const editor = await window(vault, { "linkwright.server.path": "/nothing/there" });
  await editor.file("Note.md");
  const prose = "and prose.";
  for (const text of ["Two words", "shown", "#tag/deep", "%%a comment%%", "[!note]"]) {
    await until(`${text} unlike prose`, () => differ(editor, text, prose));
  }
  await picture(editor, "colours-without-server");
}
