// Together with VS Code's built-in Markdown extension.

import { deepStrictEqual } from "node:assert";

import { eventually, until } from "../check.mjs";
import { parse } from "../vault.mjs";

const NOTES = `\
//- /.obsidian/app.json
{}
//- /Sleep.md
# Sleep

## Dreams
//- /Start.md
# Start

A [link](Sleep.md).

`;

export async function headings_are_shown_once({ shared }) {
  const { vault, editor } = await shared(NOTES);
  await editor.file("Sleep.md");
  await editor.ready();
  const names = async () => {
    const names = await editor.page.locator(".quick-input-list .label-name").allInnerTexts();
    return names.map((name) => name.trim()).filter((name) => /Sleep|Dreams/.test(name));
  };
  await editor.quick("Control+Shift+o", "@", "Dreams");
  await eventually("the headings of the note", names, ["# Sleep", "## Dreams"]);
  await editor.quick("Control+t", "#Dreams", "Dreams");
  await eventually("the headings of the vault", names, ["## Dreams"]);
}

export async function a_destination_is_completed_once({ shared, picture }) {
  const { editor } = await shared(NOTES);
  await editor.file("Start.md");
  await editor.ready();
  await editor.goto(5, 1);
  const rows = await editor.suggestion("[x](Sl", "Sleep");
  await picture(editor, "destination");
  deepStrictEqual(await rows.count(), 1);
}

export async function a_markdown_link_has_one_definition({ shared }) {
  const { editor } = await shared(NOTES);
  await editor.file("Start.md");
  await editor.ready();
  await editor.goto(3, 12);
  await editor.jump("Sleep.md");
  await until("no choice to make", async () => (await editor.page.locator(".peekview-widget").count()) === 0);
}

export async function a_refused_rename_is_not_done_by_the_built_in_extension({ shared }) {
  const { vault, editor } = await shared(REFUSED);
  await editor.file("Start.md");
  await editor.ready();
  const refused = async (line, column, name, reason) => {
    await editor.goto(line, column);
    await editor.rename(name);
    await editor.page.locator(".notification-toast", { hasText: reason }).waitFor();
    await editor.saveAll();
    deepStrictEqual(await vault.files(), parse(REFUSED));
    await editor.command("Notifications: Clear All Notifications");
  };
  await refused(1, 4, "Taken", "already exists");
  await refused(1, 4, "a|b", "cannot contain");
  await refused(2, 8, "Taken", "already exists");

  // Nothing to rename: a message at the cursor, and no box for a name.
  const message = editor.page.locator(".monaco-editor-overlaymessage");
  for (const column of [4, 20]) {
    await editor.goto(3, column);
    await editor.untilShown("the reason", () => editor.press("Escape", "F2"), message);
    deepStrictEqual(await editor.page.locator(".rename-box input").isVisible(), false);
  }

  // The built-in extension renames web addresses.
  await editor.goto(4, 8);
  await editor.rename("https://example.org/new");
  await editor.saved("Start.md", vault, parse(REFUSED)["Start.md"].replace("/old", "/new"));
}

const REFUSED = `\
//- /.obsidian/app.json
{}
//- /Sleep.md
# Sleep
//- /Start.md
[[Sleep]]
[a](Sleep.md)
[[Gone]] [[Sleep|some words]]
[b](https://example.org/old)
//- /Taken.md
`;
