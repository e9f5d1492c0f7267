// What docs/editors.md says to do, in a window with default settings: links are typed to their end by alias and by
// name, and undone; a note is renamed after a preview, and a broken link is followed.

import { eventually, until } from "../check.mjs";
import { parse } from "../vault.mjs";

const NOTES = `\
//- /.obsidian/app.json
{}
//- /Small wins.md
---
aliases: [progress]
---
# Small wins
//- /other.md
Of [[Small wins|progress]].
//- /note.md
A [[Small wins]] and [[Gone]].

`;

export async function links_are_typed_a_note_is_renamed_and_a_broken_link_followed({ shared, picture }) {
  const { vault, editor } = await shared(NOTES);
  await editor.file("note.md");
  await editor.ready();
  await editor.goto(3, 1);
  const lineIs = (line) => eventually("the line", () => editor.cursor(), { line, column: [...line].length });
  await editor.suggestion("A [[prog", "progress");
  await editor.accept();
  await lineIs("A [[Small wins|progress]]");
  await editor.type(" of ");
  await editor.suggestion("[[sma", "Small wins");
  await editor.accept("Tab");
  await editor.type(", done.");
  await lineIs("A [[Small wins|progress]] of [[Small wins]], done.");
  await editor.press("Control+z");
  await until("less text", async () => !(await editor.cursor()).line.includes("done"));
  await until("no text", async () => {
    await editor.press("Control+z");
    return (await editor.cursor()).line === "";
  });

  const question = editor.page.locator(".notification-toast", { hasText: "Gone.md does not exist" });
  await editor.goto(1, 25);
  await editor.untilShown("the question", () => editor.press("F12"), question);
  await editor.command("Notifications: Clear All Notifications");

  await editor.goto(1, 5);
  const box = editor.page.locator(".rename-box input");
  await editor.untilShown("the name to change", () => editor.press("Escape", "F2"), box);
  await editor.fill(box, "Late wins");
  await editor.dismiss("the name accepted", "Control+Enter", box);
  const changes = editor.page.locator(".bulk-edit-panel .monaco-list-row");
  await changes.filter({ hasText: "other.md" }).first().waitFor();
  await picture(editor, "rename-preview");
  await editor.page.locator(".bulk-edit-panel").getByRole("button", { name: "Apply" }).first().click();
  const renamed = parse(NOTES.replaceAll("Small wins", "Late wins"));
  await editor.eventuallySaved("the files", () => vault.files(), renamed);
}
