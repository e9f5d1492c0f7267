// Draws the picture of the README: the tour's vault, with rows in every view.

import { join } from "node:path";

import { until } from "../check.mjs";
import { Vault } from "../vault.mjs";

const TOUR = join(import.meta.dirname, "../../../../crates/linkwright/vault");

export async function the_picture_of_the_readme({ window, picture }) {
  const vault = await Vault.copy(TOUR);
  const editor = await window(vault, {}, { width: 1080, height: 600 });
  await editor.file("Habits grow from a stable cue.md");
  await editor.ready();
  await editor.command("Linkwright: Show Backlinks of This Note");
  await until("backlinks", async () => (await editor.rows("Backlinks")).length > 1);
  await editor.page.locator(".editor-group-container.active .view-lines").click();
  await editor.press("Control+End");
  await editor.press("Enter");
  await editor.insert("Not every [[New habit]] lasts.\nIt begins with ");
  await editor.page.locator(".squiggly-warning").first().waitFor();
  await editor.suggestion("[[sle", "leep");
  await until("the links", async () => (await editor.rows("Outgoing Links")).length > 0);
  const busy = editor.page.locator(".monaco-progress-container.active");
  await until("all at rest", async () => (await busy.count()) === 0);
  await picture(editor, "readme");
}
