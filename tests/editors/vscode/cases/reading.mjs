// Diagnostics, completion and definitions.

import { until } from "../check.mjs";

const NOTES = `\
//- /.obsidian/app.json
{}
//- /Sleep sorts.md
---
aliases:
  - Tussenslaap
---

# Sleep sorts

What the night is for.
//- /Start.md
# Start

See [[Sleep sorts]] and [[Nowhere]].

//- /Ελληνικά/Café.md
# Café

Deep 🦀 in it.
`;

export async function diagnostics_are_on_screen_and_in_the_status_bar({ shared, picture }) {
  const { editor } = await shared(NOTES);
  await editor.file("Start.md");
  await editor.ready();
  await editor.page.locator(".squiggly-warning").first().waitFor();
  await until("one broken link in the status bar", async () => (await editor.state()).includes("1 broken"));
  await editor.showProblems();
  await until("the diagnostic in the panel", async () => {
    const problems = await editor.problems();
    return (problems.length === 1 && problems[0].includes("Nowhere")) || problems;
  });
  await picture(editor, "diagnostics");
}

export async function a_file_changed_by_another_program_is_seen({ shared }) {
  const { vault, editor } = await shared(NOTES);
  await editor.file("Start.md");
  await editor.ready();
  await until("one broken link", async () => (await editor.state()).includes("1 broken"));
  await vault.write("Nowhere.md", "# Nowhere\n");
  await until("none broken", async () => !(await editor.state()).includes("broken"));
}

export async function an_alias_is_completed_by_real_keys({ shared, picture }) {
  const { vault, editor } = await shared(NOTES);
  await editor.file("Start.md");
  await editor.ready();
  await editor.goto(4, 1);
  await editor.suggestion("Then [[tuss", "Tussenslaap");
  await picture(editor, "completion");
  await editor.accept();
  const expected = "# Start\n\nSee [[Sleep sorts]] and [[Nowhere]].\nThen [[Sleep sorts|Tussenslaap]]";
  await editor.eventuallySaved("the note", async () => (await vault.files())["Start.md"].trimEnd(), expected);
}

export async function a_name_after_astral_characters_is_completed({ shared }) {
  const { vault, editor } = await shared(NOTES);
  await editor.file("Start.md");
  await editor.ready();
  await editor.goto(4, 1);
  await editor.insert("🦀🦀 é ");
  await editor.suggestion("[[Caf", "Café");
  await editor.accept();
  const line = async () => (await vault.files())["Start.md"].split("\n")[3];
  await editor.eventuallySaved("the line", line, "🦀🦀 é [[Café]]");
}

export async function go_to_definition({ shared }) {
  const { editor } = await shared(NOTES);
  await editor.file("Start.md");
  await editor.ready();
  await editor.goto(3, 8);
  await editor.jump("Sleep sorts.md");
}

export async function a_missing_note_is_created_by_a_code_action({ shared, picture }) {
  const { vault, editor } = await shared(NOTES);
  await editor.file("Start.md");
  await editor.ready();
  await until("one broken link", async () => (await editor.state()).includes("1 broken"));
  await editor.goto(3, 28);
  const action = editor.page.locator(".action-widget .monaco-list-row", { hasText: "Create" }).first();
  await until("the action", async () => {
    // It disappears when anything else happens in the window.
    await editor.press("Escape", "Control+.");
    return action.waitFor({ timeout: 10_000 }).then(() => true);
  });
  await picture(editor, "code-action");
  await action.click();
  await until("the note", async () => "Nowhere.md" in (await vault.files()));
  await until("none broken", async () => !(await editor.state()).includes("broken"));
}
