// The keys of the extension.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { eventually } from "../check.mjs";

const MANIFEST = join(import.meta.dirname, "../../../../editors/vscode/package.json");

const NOTES = `\
//- /.obsidian/app.json
{}
//- /2026-01-05.md
# Monday
//- /2026-01-09.md
# Friday
//- /days/2026-02-01.md
# Sunday
`;

export async function daily_notes_are_opened_by_keys({ shared }) {
  const { editor } = await shared(NOTES);
  await editor.file("2026-01-09.md");
  await editor.ready();
  const opens = (key, name) => editor.untilShown(`${key} to ${name}`, () => editor.press(key), editor.active(name));
  await opens("Shift+Alt+PageUp", "2026-01-05.md");
  const none = editor.page.locator(".notification-toast", { hasText: "There is no previous daily note." });
  await editor.untilShown("no note before", () => editor.press("Shift+Alt+PageUp"), none);
  await opens("Shift+Alt+PageDown", "2026-01-09.md");
  await opens("Shift+Alt+PageDown", "2026-02-01.md");
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  await opens("Shift+Alt+Home", `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}.md`);
}

export async function keys_clash_with_nothing({ shared }) {
  const { keybindings } = JSON.parse(await readFile(MANIFEST, "utf8")).contributes;
  const { editor } = await shared(NOTES);
  await editor.file("2026-01-09.md");
  await editor.ready();
  const search = editor.page.locator(".keybindings-header input").first();
  await editor.untilShown("the list of keys", () => editor.press("Control+k", "Control+s"), search);
  // F12 goes to definitions in other languages.
  for (const { key } of keybindings.filter(({ key }) => key !== "f12")) {
    await editor.fill(search, `"${key}"`);
    const labels = () =>
      editor.page
        .locator(".keybindings-table-container .monaco-list-row .command-label")
        .evaluateAll((labels) => labels.map((label) => label.textContent.split(":")[0]));
    await eventually(`the commands of ${key}`, labels, ["Linkwright"]);
  }
}
