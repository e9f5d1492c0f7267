// The Problems panel and the status bar while links are typed and notes are renamed.

import { eventually, until } from "../check.mjs";
import { Vault } from "../vault.mjs";

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
  return labels.map((label) => label.replace(/^(\d+) problems? in file (\S+\.md).*$/s, "$2: $1")).sort();
}

async function renameInExplorer(editor, from, to) {
  await editor.press("Control+Shift+e");
  const row = editor.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${from}"]`).first();
  await row.click();
  await editor.press("F2");
  const input = editor.page.locator(".explorer-item-edited input");
  await input.fill(to);
  await editor.press("Enter");
  // VS Code asks whether the extension may update the links.
  await editor.answer("OK");
  await editor.tab(to);
}

export async function problems_move_with_a_note_that_is_renamed_in_the_explorer({ window, picture }) {
  const vault = await Vault.of(NOTES);
  const editor = await window(vault);
  await editor.file("Old.md");
  await editor.ready();
  await editor.press("Control+Shift+m");
  await eventually("the problems", () => files(editor), ["Old.md: 3"]);
  await renameInExplorer(editor, "Old.md", "New.md");
  await eventually("the problems of the new name", () => files(editor), ["New.md: 3"]);
  await editor.command("Linkwright: Check the Vault");
  await editor.page.locator(".notification-toast", { hasText: "3 broken links in the vault" }).waitFor();
  await eventually("the problems of all notes", () => files(editor), ["New.md: 3", "Other.md: 4"]);
  await until("what is counted", async () => (await editor.state()).includes("3 broken in the vault"));
  await picture(editor, "problems");
}

export async function problems_follow_a_rename({ window }) {
  const vault = await Vault.of(NOTES);
  const editor = await window(vault);
  await editor.file("Start.md");
  await editor.ready();
  await editor.goto(3, 8);
  await editor.rename("New");
  await until("the new file", async () => "New.md" in (await vault.files()));
  await editor.command("Linkwright: Check the Vault");
  await editor.page.locator(".notification-toast", { hasText: "3 broken links in the vault" }).waitFor();
  await editor.command("View: Focus Problems");
  await eventually("the problems after the rename", () => files(editor), ["New.md: 3", "Other.md: 4"]);
}

export async function a_link_is_reported_when_it_is_typed_to_its_end({ window }) {
  const vault = await Vault.of(NOTES);
  const editor = await window(vault);
  await editor.file("Start.md");
  await editor.ready();
  await editor.press("Control+Shift+m");
  await editor.press("Control+1");
  await editor.goto(5, 1);
  await editor.type("[[slee");
  await until("suggestions or none", async () => (await editor.text()).includes("[[slee]]"));
  await until("the link reported after a pause", async () => (await editor.state()).includes("1 broken in this note"));
  await eventually("the problem", () => files(editor), ["Start.md: 1"]);
}
