// The Problems panel and the status bar while links are typed and notes are renamed.

import { rename as move, rm } from "node:fs/promises";
import { join } from "node:path";

import { eventually, until } from "../check.mjs";
import { parse, Vault } from "../vault.mjs";

const NOTES = `\
//- /.obsidian/app.json
{}
//- /Old.md
---
aliases: [x, y]
---
# Old

[[gone]]
//- /Other.md
---
aliases: [x, y]
---
# Other

[[lost]] [[gone]]
//- /Start.md
# Start

See [[Old]].

`;

/** The files with problems, each with their number. */
async function files(editor) {
  const rows = editor.page.locator('.markers-panel .monaco-list-row[aria-level="1"]');
  const labels = await rows.evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label")));
  const LABEL = /^(\d+) problems? in file (\S+\.md)(?: of folder ([^,]*))?.*$/s;
  const line = (_, count, file, folder) => join(folder?.trim() ?? "", `${file}: ${count}`);
  return labels.map((label) => label.replace(LABEL, line)).sort();
}

/** Waits until the Problems panel lists these files, each with the number of its problems. */
const listed = (editor, when, ...expected) => eventually(`the problems ${when}`, () => files(editor), expected);

async function check(editor) {
  await editor.command("Linkwright: Check the Vault");
  await editor.page.locator(".notification-toast", { hasText: "3 broken links in the vault" }).first().waitFor();
  await editor.command("Notifications: Clear All Notifications");
}

/** Undoes the last rename in the active editor, and waits until the note `name` is back. */
async function undo(editor, vault, name) {
  await editor.press("Control+z");
  await until(`${name} is back`, async () => `${name}.md` in (await vault.files()));
  // The text follows the file, and another undo before that is lost.
  await until(`the link to ${name}`, async () => (await editor.text()).includes(`[[${name}]]`));
}

export async function problems_move_with_a_note_that_is_renamed_in_the_explorer({ window, picture }) {
  const vault = await Vault.of(NOTES);
  const editor = await window(vault);
  await editor.file("Old.md");
  await editor.ready();
  await editor.showProblems();
  await listed(editor, "of the open note", "Old.md: 3");
  await editor.renameInExplorer("Old.md", "New.md");
  // VS Code asks whether the extension may update the links.
  await editor.answer("OK");
  await editor.tab("New.md");
  await listed(editor, "of the new name", "New.md: 3");
  await check(editor);
  await listed(editor, "of all notes", "New.md: 3", "Other.md: 4");
  await until("what is counted", async () => (await editor.state()).includes("3 broken in the vault"));
  await picture(editor, "problems");
  // Undo in the explorer, with the note closed.
  await editor.press("Control+1", "Control+F4", "Control+Shift+e");
  await editor.press("Control+z");
  await until("Old.md is back", async () => "Old.md" in (await vault.files()));
  await listed(editor, "after the undo in the explorer", "Old.md: 3", "Other.md: 4");
}

export async function problems_follow_a_rename_and_its_undo({ window }) {
  const vault = await Vault.of(NOTES);
  const editor = await window(vault, { "files.autoSave": "off" });
  const rename = async (name) => {
    await editor.file("Start.md");
    await editor.goto(3, 8);
    await editor.rename(name);
    await until(`${name}.md`, async () => `${name}.md` in (await vault.files()));
  };
  await editor.file("Start.md");
  await editor.ready();
  await editor.showProblems();
  await rename("New");
  await check(editor);
  await listed(editor, "after the rename", "New.md: 3", "Other.md: 4");
  await editor.file("Start.md");
  await undo(editor, vault, "Old");
  await check(editor);
  await listed(editor, "after the undo", "Old.md: 3", "Other.md: 4");

  await rename("Next");
  await rename("Last");
  await listed(editor, "after two renames", "Last.md: 3", "Other.md: 4");
  await undo(editor, vault, "Next");
  await undo(editor, vault, "Old");
  await listed(editor, "after two undos", "Old.md: 3", "Other.md: 4");

  // With unsaved text, which has one problem more.
  await editor.file("Old.md");
  await editor.press("Control+End");
  await editor.type("[[none]] ");
  await rename("Typed");
  await listed(editor, "of the unsaved text", "Other.md: 4", "Typed.md: 4");
  await undo(editor, vault, "Old");
  await listed(editor, "of the unsaved text after the undo", "Old.md: 4", "Other.md: 4");
  await editor.file("Old.md");
  await editor.press("Control+Shift+k");
  await listed(editor, "without that text", "Old.md: 3", "Other.md: 4");

  // By other programs: a file is deleted, created in a folder, and the folder moved.
  await rm(join(vault.folder, "Other.md"));
  await listed(editor, "without the other note", "Old.md: 1");
  await vault.write("a/Other.md", parse(NOTES)["Other.md"]);
  await listed(editor, "in a folder", "Old.md: 3", "a/Other.md: 4");
  await move(join(vault.folder, "a"), join(vault.folder, "b"));
  await listed(editor, "in the moved folder", "Old.md: 3", "b/Other.md: 4");
  // A second check while the first one runs.
  await editor.command("Linkwright: Check the Vault");
  await check(editor);
  await listed(editor, "after two checks", "Old.md: 3", "b/Other.md: 4");
}

export async function a_link_is_reported_when_it_is_typed_to_its_end({ window }) {
  const vault = await Vault.of(NOTES);
  const editor = await window(vault);
  await editor.file("Start.md");
  await editor.ready();
  await editor.showProblems();
  await editor.press("Control+1");
  await editor.goto(5, 1);
  await editor.type("[[slee");
  await until("suggestions or none", async () => (await editor.text()).includes("[[slee]]"));
  await until("the link reported after a pause", async () => (await editor.state()).includes("1 broken in this note"));
  await eventually("the problem", () => files(editor), ["Start.md: 1"]);
  // Brackets that VS Code has closed are typed over.
  await editor.type("]], ![[Other]] and [x](Other.md)");
  const line = "[[slee]], ![[Other]] and [x](Other.md)";
  await eventually("the line", async () => (await editor.cursor()).line, line);
}
