// The call hierarchy: backlinks as calls.

import { Vault } from "../vault.mjs";

const NOTES = `\
//- /.obsidian/app.json
{}
//- /Café.md
# Café

Green.
//- /Diary.md
# Diary
## Monday
In the [[Café]] again.
//- /Letter.md
Of my [[Diary]].
`;

export async function the_call_hierarchy_shows_backlinks_of_backlinks({ window, picture }) {
  const vault = await Vault.of(NOTES);
  const editor = await window(vault);
  await editor.file("Café.md");
  await editor.ready();
  await editor.command("Peek Call Hierarchy");
  const row = (text) => editor.page.locator(".call-hierarchy .monaco-list-row", { hasText: text });
  await row("Café").first().waitFor();
  await row("Diary#Monday").waitFor();
  // The callers of the section are the backlinks of its note.
  const expand = async () => {
    if (await row("Letter").isVisible()) return;
    await row("Diary#Monday").locator(".monaco-tl-twistie").click({ timeout: 5000 });
  };
  await editor.untilShown("the calls of the section", expand, row("Letter"));
  await picture(editor, "calls");
}
