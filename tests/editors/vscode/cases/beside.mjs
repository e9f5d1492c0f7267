// Together with VS Code's built-in Markdown extension.

import { deepStrictEqual } from "node:assert";

import { eventually, until } from "../check.mjs";

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
