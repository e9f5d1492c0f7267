// The views as trees and lists, sorted and filtered.

import { eventually } from "../check.mjs";
import { Vault } from "../vault.mjs";

const NOTES = `\
//- /.obsidian/app.json
{}
//- /Target.md
# Target
//- /a/One.md
[[Target]] once. #alpha #zeta
//- /b/Two.md
[[Target]] first.
[[Target]] second, [[Absent]]. #zeta
[[Gone]] and [[Gone]] again. #alpha/deep
`;

export async function the_views_are_grouped_sorted_and_filtered({ window, picture }) {
  const vault = await Vault.of(NOTES);
  const editor = await window(vault);
  await editor.file("Target.md");
  await editor.ready();
  const rows = (view, expected) => eventually(`${view}`, () => editor.rows(view), expected);
  const [once, first, second] = ["[[Target]] once. #alpha #zeta", "[[Target]] first.", "[[Target]] second, [[Absent]]. #zeta"];

  await editor.command("Linkwright: Show Backlinks of This Note");
  await rows("Backlinks", ["One a · 1", once, "Two b · 2", first, second]);
  await editor.command("Linkwright Backlinks: Sort by Number of Links");
  await rows("Backlinks", ["Two b · 2", first, second, "One a · 1", once]);
  // The buttons in the title of the view.
  const button = async (view, name) => {
    await editor.pane(view).locator(".pane-header").hover();
    await editor.pane(view).getByRole("button", { name, exact: true }).click();
  };
  await button("Backlinks", "View as List");
  await rows("Backlinks", [`${once} One`, `${first} Two`, `${second} Two`]);
  await button("Backlinks", "Filter");
  const input = editor.page.locator(".quick-input-widget input");
  await editor.fill(input, "SECOND");
  await rows("Backlinks", [`${second} Two`]);
  await editor.press("Enter");
  await input.waitFor({ state: "hidden" });
  await picture(editor, "filter");
  await button("Backlinks", "Clear Filter");
  await button("Backlinks", "View as Tree");
  await rows("Backlinks", ["Two b · 2", first, second, "One a · 1", once]);

  await editor.command("Linkwright: Focus on Tags View");
  await rows("Tags", ["alpha 1", "zeta 2"]);
  await editor.command("Linkwright Tags: View as List");
  await rows("Tags", ["alpha 1", "alpha/deep 1", "zeta 2"]);
  await editor.command("Linkwright Tags: Sort by Number of Uses");
  await rows("Tags", ["zeta 2", "alpha 1", "alpha/deep 1"]);
  await editor.command("Linkwright Tags: Filter");
  await editor.fill(input, "deep");
  await rows("Tags", ["alpha/deep 1"]);
  // Escape restores the filter from before.
  await editor.press("Escape");
  await rows("Tags", ["zeta 2", "alpha 1", "alpha/deep 1"]);

  await editor.command("Linkwright: Focus on Unresolved Links View");
  await rows("Unresolved Links", ["Absent 1", "Gone 2"]);
  await editor.command("Linkwright Unresolved Links: Sort by Number of Links");
  await rows("Unresolved Links", ["Gone 2", "Absent 1"]);
  await editor.command("Linkwright Unresolved Links: View as List");
  await rows("Unresolved Links", ["Gone Two", "Gone Two", "Absent Two"]);

  await editor.command("Linkwright: Focus on Orphans View");
  await rows("Orphans", ["One a", "Two b"]);
  await editor.command("Linkwright Orphans: View as Tree");
  await rows("Orphans", ["a 1", "b 1"]);
  await editor.expand("Orphans", "b");
  await rows("Orphans", ["a 1", "b 1", "Two"]);
}
