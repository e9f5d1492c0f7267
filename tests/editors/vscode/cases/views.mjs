// The side bar, the status bar and the palette.

import { ok } from "node:assert";
import { chmod, readdir, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { eventually, until } from "../check.mjs";
import { parse, Vault } from "../vault.mjs";

const NOTES = `\
//- /.obsidian/app.json
{}
//- /Café.md
# Café

To [[Diary]], and to [[Nowhere]].
//- /Diary.md
- In the [[Café]] again.
//- /deep/More.md
The Café was closed, [[Café|it]] said.
`;

export async function the_views_show_backlinks_links_and_mentions({ shared, picture }) {
  const { vault, editor } = await shared(NOTES);
  await editor.file("Café.md");
  await editor.ready();
  await editor.command("Linkwright: Show Backlinks of This Note");
  await eventually("the backlinks", () => editor.rows("Backlinks"), [
    "Diary 1",
    "- In the [[Café]] again.",
    "More deep · 1",
    "The Café was closed, [[Café|it]] said.",
  ]);
  await eventually("the links", () => editor.rows("Outgoing Links"), ["Diary Diary.md", "Nowhere broken"]);
  await eventually("the mentions", () => editor.rows("Unlinked Mentions"), [
    "More deep · 1",
    "The Café was closed, [[Café|it]] said.",
  ]);
  await picture(editor, "views");

  // The views follow changes in the vault.
  await vault.write("New.md", "From [[Café]].\n");
  await until("the new backlink", async () => (await editor.rows("Backlinks")).includes("From [[Café]]."));
  // A click opens the link.
  await editor.pane("Backlinks").getByText("In the [[Café]] again").click();
  await editor.tab("Diary.md");
  await eventually("the backlinks of the other note", () => editor.rows("Backlinks"), [
    "Café 1",
    "To [[Diary]], and to [[Nowhere]].",
  ]);
}

const BASE = `\
//- /.obsidian/app.json
{}
//- /reading.base
filters: file.hasTag("book")
views:
  - type: table
    order: [file.name, price]
//- /Tides.md
---
tags: [book]
price: 12
---
//- /Storm.md
---
tags: [book]
price: 3
---
`;

export async function the_lens_over_a_view_of_a_base_shows_its_rows({ shared, picture }) {
  const { editor } = await shared(BASE);
  await editor.file("reading.base");
  await editor.ready();
  const lens = editor.page.locator(".codelens-decoration a", { hasText: "2 notes" });
  await lens.click();
  const frame = editor.page.frameLocator("iframe.webview").frameLocator("iframe");
  const rows = () => frame.locator("tbody tr").allTextContents();
  await eventually("the rows", rows, ["Storm.md3", "Tides.md12"]);
  await frame.locator("th", { hasText: "price" }).click();
  await frame.locator("th", { hasText: "price" }).click();
  await eventually("the sorted rows", rows, ["Tides.md12", "Storm.md3"]);
  await picture(editor, "base");
  await frame.locator("a", { hasText: "Storm.md" }).click();
  await editor.tab("Storm.md");
}

export async function the_lens_over_a_note_shows_its_backlinks({ shared, picture }) {
  const { editor } = await shared(NOTES);
  await editor.file("Café.md");
  await editor.ready();
  const lens = editor.page.locator(".codelens-decoration a", { hasText: "2 backlinks" });
  const list = editor.page.locator(".peekview-title", { hasText: "(2)" });
  await editor.untilShown("the backlinks", () => lens.click({ timeout: 5000 }), list);
  await picture(editor, "lens");
}

export async function a_mention_becomes_a_link_by_a_click({ shared }) {
  const { vault, editor } = await shared(NOTES);
  await editor.file("Café.md");
  await editor.ready();
  await editor.command("Linkwright: Show Backlinks of This Note");
  const mention = editor.pane("Unlinked Mentions").getByText("was closed");
  await mention.waitFor();
  const link = async () => {
    if (!(await mention.isVisible())) return;
    await mention.hover();
    await editor.pane("Unlinked Mentions").locator(".monaco-list-row:hover .action-label").first().click();
  };
  await editor.untilShown("the mention linked", link, mention, "hidden");
  await editor.saved("deep/More.md", vault, "The [[Café]] was closed, [[Café|it]] said.\n");
}

export async function a_note_is_renamed_by_the_command({ window }) {
  const vault = await Vault.of(NOTES);
  const editor = await window(vault);
  await editor.file("Diary.md");
  await editor.ready();
  await editor.command("Linkwright: Rename Note");
  const input = editor.page.locator(".quick-input-widget input");
  await until("the old name", async () => (await input.inputValue()) === "Diary");
  await editor.fill(input, "a/b");
  await editor.page.locator(".quick-input-message", { hasText: "cannot contain /" }).waitFor();
  await editor.fill(input, "Journal");
  await editor.press("Enter");
  // The name was the only question.
  await editor.tab("Journal.md");
  const renamed = parse(NOTES.replace("/Diary.md", "/Journal.md").replace("[[Diary]]", "[[Journal]]"));
  await editor.eventuallySaved("the files", () => vault.files(), renamed);
  await editor.file("Café.md");
  await editor.press("Control+z");
  await editor.eventuallySaved("the files after one undo", () => vault.files(), parse(NOTES));
}

// VS Code keeps the created note open for some minutes, so the window is not shared.
export async function a_note_is_created_from_a_link({ window }) {
  const vault = await Vault.of(NOTES);
  const editor = await window(vault);
  await editor.file("Café.md");
  await editor.ready();
  await editor.goto(3, 25);
  await editor.command("Linkwright: New Note from Link");
  await editor.tab("Nowhere.md");
  await until("the file", async () => "Nowhere.md" in (await vault.files()));
}

export async function the_daily_note_is_opened({ window }) {
  const vault = await Vault.of(NOTES);
  await vault.write(".linkwright.toml", '[dailyNotes]\nfolder = "days"\nformat = "[day] YYYY"\n');
  const editor = await window(vault);
  await editor.file("Diary.md");
  await editor.ready();
  await editor.command("Linkwright: Open the Daily Note");
  const name = `day ${new Date().getFullYear()}.md`;
  await editor.tab(name);
  await editor.eventuallySaved("the file", async () => `days/${name}` in (await vault.files()), true);
}

export async function links_are_converted_and_back({ shared }) {
  const { vault, editor } = await shared(NOTES);
  await editor.file("deep/More.md");
  await editor.ready();
  await editor.command("Linkwright: Convert Links of This Note to Markdown Links");
  await editor.saved("deep/More.md", vault, "The Café was closed, [it](Café.md) said.\n");
  await editor.command("Linkwright: Convert Links of the Vault to Wikilinks");
  await editor.answer("Convert");
  await editor.saved("deep/More.md", vault, parse(NOTES)["deep/More.md"]);
}

export async function the_vault_is_checked({ window, picture }) {
  const vault = await Vault.of(NOTES);
  const editor = await window(vault);
  await editor.file("Diary.md");
  await editor.ready();
  await until("no broken link in this note", async () => !(await editor.state()).includes("broken"));
  await editor.command("Linkwright: Check the Vault");
  // First, because the message goes away by itself.
  await editor.page.locator(".notification-toast", { hasText: "1 broken" }).waitFor();
  await until("the diagnostic of a closed note", async () => {
    const problems = await editor.problems();
    return (problems.length === 1 && problems[0].includes("Nowhere")) || problems;
  });
  await picture(editor, "check");
}

/** The ids of the running servers that are in the extension. */
async function servers({ editor }) {
  const extensions = join(editor.home, "extensions");
  const isInside = async (process) => {
    const program = await readlink(`/proc/${process}/exe`).catch(() => "");
    return program.startsWith(extensions) && program.endsWith("/server/linkwright");
  };
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const inside = await Promise.all(processes.map(isInside));
  return processes.filter((_, index) => inside[index]);
}

export async function the_server_is_restarted_and_its_log_shown({ shared }) {
  const { editor } = await shared(NOTES);
  await editor.file("Café.md");
  await editor.ready();
  await until("one broken link", async () => (await editor.state()).includes("1 broken"));
  const before = await servers(editor);
  await editor.command("Linkwright: Restart the Server");
  await until("another server", async () => (await servers(editor)).some((process) => !before.includes(process)));
  await until("one broken link again", async () => (await editor.state()).includes("1 broken"));
  const line = editor.page.locator(".panel .view-line", { hasText: "linkwright" });
  await editor.untilShown("the log", () => editor.command("Linkwright: Show the Log"), line);
}

export async function the_server_in_the_extension_runs_without_one_on_the_path({ shared }) {
  const { editor } = await shared(NOTES);
  await editor.file("Café.md");
  await editor.ready();
  ok((await servers(editor)).length > 0, "the running server is the one in the extension");
}

export async function a_missing_or_outdated_server_is_reported_and_a_new_path_applies_at_once({ window, picture, server }) {
  const vault = await Vault.of(NOTES);
  const editor = await window(vault, { "linkwright.server.path": join(vault.folder, "nothing") });
  await editor.file("Café.md");
  await editor.page.locator(".notification-toast", { hasText: "There is no server at" }).waitFor();
  await picture(editor, "no-server");
  const old = join(vault.folder, "old");
  await writeFile(old, "#!/bin/sh\necho linkwright 0.0.9\n");
  await chmod(old, 0o755);
  await editor.editor.configure({ "linkwright.server.path": old });
  await editor.page.locator(".notification-toast", { hasText: "version 0.0.9, too old" }).waitFor();
  await editor.editor.configure({ "linkwright.server.path": server });
  await until("one broken link", async () => (await editor.state()).includes("1 broken"));
}

export async function a_setting_in_the_editor_applies_at_once_and_overrides_the_vault({ window }) {
  const vault = await Vault.of(NOTES);
  await vault.write(".linkwright.toml", '[diagnostics]\nbroken-link = "off"\n');
  const editor = await window(vault);
  await editor.file("Café.md");
  await editor.ready();
  ok(!(await editor.state()).includes("broken"), "what is not set leaves the vault's file alone");
  await editor.editor.configure({ "linkwright.diagnostics.broken-link": "error" });
  await editor.page.locator(".squiggly-error").first().waitFor();
}
