// The picture of the README: the tour's vault, with something to see in every view.

import { join } from "node:path";

import { until } from "../check.mjs";
import { Vault } from "../vault.mjs";

const TOUR = join(import.meta.dirname, "../../../../crates/linkwright/vault");

export async function the_picture_of_the_readme({ window, picture }) {
  const vault = await Vault.copy(TOUR);
  const editor = await window(vault, {}, { width: 1160, height: 640 });
  await editor.file("Habits grow from a stable cue.md");
  await editor.ready();
  await editor.command("Linkwright: Show Backlinks of This Note");
  await until("backlinks", async () => (await editor.rows("Backlinks")).length > 1);
  await editor.page.locator(".editor-group-container.active .view-lines").click();
  await editor.press("Control+End");
  await editor.type("\nAsk first what [[No such no");
  await editor.press("Escape");
  await editor.page.locator(".squiggly-warning").first().waitFor();
  await editor.press("End", "Enter");
  await editor.type("It begins with [[sle");
  await editor.page.locator(".suggest-widget .monaco-list-row").first().waitFor();
  await until("the links", async () => (await editor.rows("Outgoing Links")).length > 0);
  await picture(editor, "readme");
}
