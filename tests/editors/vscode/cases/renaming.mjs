// Renames and their undo. The files on disk are compared byte for byte.

import { eventually } from "../check.mjs";
import { parse, Vault } from "../vault.mjs";

const BEFORE = `\
//- /.obsidian/app.json
{}
//- /Old.md
---
aliases:
  - Old
  - Tussenslaap
---

# Old

A note 🦀.
//- /Start.md
# Start

🦀🦀 é [[Old]], [[Old|the old one]], [[Old|Tussenslaap]] and [x](Old.md).
//- /Ελληνικά/Näher.md
- [[Old#Old]]
`;

const RENAMED = `\
//- /.obsidian/app.json
{}
//- /New é 🦀.md
---
aliases:
  - New é 🦀
  - Tussenslaap
---

# New é 🦀

A note 🦀.
//- /Start.md
# Start

🦀🦀 é [[New é 🦀]], [[New é 🦀|the old one]], [[New é 🦀|Tussenslaap]] and [x](New%20é%20🦀.md).
//- /Ελληνικά/Näher.md
- [[New é 🦀#New é 🦀]]
`;

export async function a_note_is_renamed_from_a_link_and_back_by_one_undo({ shared, picture }) {
  const { vault, editor } = await shared(BEFORE);
  await editor.file("Start.md");
  await editor.ready();
  await editor.goto(3, 11);
  await editor.rename("New é 🦀");
  await editor.eventuallySaved("the files", () => vault.files(), parse(RENAMED));
  await picture(editor, "renamed");
  await editor.file("Start.md");
  await editor.press("Control+z");
  await eventually("the file moved back", async () => "Old.md" in (await vault.files()), true);
  await editor.eventuallySaved("the files", () => vault.files(), parse(BEFORE));
  await editor.showProblems();
  await eventually("no diagnostics", () => editor.problems(), []);

  // Back from the renamed note.
  await editor.goto(3, 11);
  await editor.rename("New é 🦀");
  await editor.eventuallySaved("the files", () => vault.files(), parse(RENAMED));
  await editor.file("New é 🦀.md");
  await editor.press("Control+z");
  await eventually("the file moved back", async () => "Old.md" in (await vault.files()), true);
  await editor.eventuallySaved("the files", () => vault.files(), parse(BEFORE));
}

export async function a_rename_in_the_explorer_asks_once_and_explains_the_question({ shared, picture }) {
  const { vault, editor } = await shared(BEFORE);
  await editor.file("Start.md");
  await editor.ready();
  await editor.renameInExplorer("Old.md", "New é 🦀.md");
  await editor.page.locator(".monaco-dialog-box", { hasText: "Linkwright" }).waitFor();
  await editor.page.locator(".notification-toast", { hasText: "VS Code asks before Linkwright" }).waitFor();
  await picture(editor, "explorer-rename");
  await editor.answer("OK");
  await editor.eventuallySaved("the files", () => vault.files(), parse(RENAMED));
  await eventually("no other question", () => editor.page.locator(".monaco-dialog-box").count(), 0);
}

export async function an_alias_is_renamed({ shared }) {
  const { vault, editor } = await shared(BEFORE);
  await editor.file("Old.md");
  await editor.ready();
  await editor.goto(4, 8);
  await editor.rename("Dutje");
  const renamed = parse(BEFORE);
  renamed["Old.md"] = renamed["Old.md"].replace("Tussenslaap", "Dutje");
  renamed["Start.md"] = renamed["Start.md"].replace("Tussenslaap", "Dutje");
  await editor.eventuallySaved("the files", () => vault.files(), renamed);
}

export async function links_to_another_note_with_the_new_name_keep_their_target({ window }) {
  const vault = await Vault.of(`\
//- /.obsidian/app.json
{}
//- /Old.md
# Something
//- /Start.md
# Start

[[Old]] and [[New]].
//- /a/New.md
# Another
`);
  const editor = await window(vault);
  await editor.file("Start.md");
  await editor.ready();
  await editor.goto(3, 4);
  await editor.rename("New");
  // The file moves after the edits, and VS Code sends `willRenameFiles` for that move.
  const moved = async () => Object.keys(await vault.files()).filter((path) => path.endsWith(".md"));
  await editor.eventuallySaved("the file moved", moved, ["New.md", "Start.md", "a/New.md"]);
  await editor.saved("Start.md", vault, "# Start\n\n[[New]] and [[a/New]].\n");
}
