// Fixes that VS Code requests when a note is saved.

import { eventually } from "../check.mjs";
import { Vault } from "../vault.mjs";

const NOTES = `\
//- /.obsidian/app.json
{}
//- /Start.md
---
aliases: [x, x]
---

𝒳 [[be]] and [[nowhere]].
//- /b.md
---
aliases: be
---
`;

export async function saving_applies_the_safe_fixes_if_set_and_undo_takes_them_back({ window }) {
  const vault = await Vault.of(NOTES);
  // As in docs/editors.md.
  const fix = { "editor.codeActionsOnSave": { "source.fixAll.linkwright": "explicit" } };
  const editor = await window(vault, { "[markdown]": fix });
  const written = async () => (await vault.files())["Start.md"];
  await editor.file("Start.md");
  await editor.ready();
  await editor.goto(5, 26);
  await editor.press("End");
  await editor.type(" More");
  await editor.press("Control+s");
  const fixed = "---\naliases: [x]\n---\n\n𝒳 [[b|be]] and [[nowhere]]. More";
  await eventually("the fixed note", written, `${fixed}\n`);
  // The cursor is where it was. In a browser, VS Code saves by itself, which applies no fixes.
  await editor.type("!");
  await eventually("the next key", written, `${fixed}!\n`);
  await editor.press("Control+z", "Control+z");
  await eventually("undone", written, "---\naliases: [x, x]\n---\n\n𝒳 [[be]] and [[nowhere]]. More\n");
}
