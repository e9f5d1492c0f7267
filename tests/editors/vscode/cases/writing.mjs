// Completion while writing: checks the bytes and the cursor.

import { Vault } from "../vault.mjs";

const AROUND = `\
//- /.obsidian/app.json
{}
//- /Small wins.md
---
aliases: [progress]
tags: [habit/cue]
---
Words. ^first

# Making them
`;

// A line with `|` for the cursor, the typed text, the accepted suggestion, and the line after `!` has been
// typed as well.
const WRITING = [
  ["See | end", "[[sma", "Small wins", "See [[Small wins]]! end"],
  ["See [[|]] end", "sma", "Small wins", "See [[Small wins]]! end"],
  ["See [[small|]] end", " w", "Small wins", "See [[Small wins]]! end"],
  ["See [[sma|rt loss]] end", "l", "Small wins", "See [[Small wins]]! end"],
  ["é [[|]]", "prog", "progress", "é [[Small wins|progress]]!"],
  ["[[Small wins#|ing]] end", "mak", "Making", "[[Small wins#Making them]]! end"],
  ["[[Small wins#^|]] end", "fi", "first", "[[Small wins#^first]]! end"],
  ["![[|]]", "sma", "Small wins", "![[Small wins]]!"],
  ["[x](|) end", "sma", "Small wins", "[x](Small%20wins.md!) end"],
  ["Of | end", "#hab", "habit/cue", "Of #habit/cue! end"],
  ["Of[^|] end [^long]", "lo", "long", "Of[^long]! end [^long]"],
];

export async function writing_continues_after_a_suggestion({ window }) {
  const before = WRITING.map(([line]) => line.replace("|", ""));
  const vault = await Vault.of(`${AROUND}//- /Note.md\n${before.join("\n\n")}\n\n[^long]: x\n`);
  const editor = await window(vault);
  await editor.file("Note.md");
  await editor.ready();
  for (const [index, [line, typed, suggestion]] of WRITING.entries()) {
    await editor.goto(2 * index + 1, line.indexOf("|") + 1);
    await editor.type(typed);
    const row = editor.page.locator(".suggest-widget.visible .monaco-list-row.focused", { hasText: suggestion });
    await row.first().waitFor();
    await editor.press("Enter");
    await editor.type("!");
  }
  const after = WRITING.map(([, , , line]) => line);
  await editor.eventuallySaved("the note", async () => (await vault.files())["Note.md"].split("\n\n"), [...after, "[^long]: x\n"]);
}
