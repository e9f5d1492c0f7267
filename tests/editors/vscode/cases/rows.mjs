// The panel with the rows of a base.

import { eventually } from "../check.mjs";

const NOTES = `\
//- /.obsidian/app.json
{}
//- /Ant.md
---
legs: 6
---
//- /Spider.md
---
legs: 8
---
//- /animals.base
filters: legs || file.ext == "png"
views:
  - type: table
    name: All
    order: [file.name]
  - type: table
    name: Legs
    order: [file.name, legs]
//- /web.png
`;

export async function the_panel_keeps_its_order_and_its_view_and_opens_images({ shared }) {
  const { vault, editor } = await shared(NOTES);
  await editor.file("animals.base");
  await editor.ready();
  await editor.goto(7, 5);
  await editor.command("Linkwright: Show the Rows of This Base");
  const panel = editor.page.frameLocator("iframe.webview").frameLocator("iframe");
  const names = () => panel.locator("tbody td:first-child").allInnerTexts();
  await eventually("the rows", names, ["Ant.md", "Spider.md", "web.png"]);

  await panel.locator("th", { hasText: "legs" }).click();
  await panel.locator("th", { hasText: "legs" }).click();
  await eventually("the rows in descending order", names, ["Spider.md", "Ant.md", "web.png"]);
  await vault.write("Crab.md", "---\nlegs: 10\n---\n");
  await eventually("a row more", names, ["Crab.md", "Spider.md", "Ant.md", "web.png"]);

  await editor.press("Control+1");
  await editor.goto(1, 1);
  for (const line of ["# 1\n", "# 2\n", "# 3\n", "# 4\n"]) await editor.insert(line);
  await vault.write("Fly.md", "---\nlegs: 6\n---\n");
  await eventually("the same view", names, ["Crab.md", "Spider.md", "Ant.md", "Fly.md", "web.png"]);

  await panel.locator("a", { hasText: "web.png" }).click();
  await editor.tab("web.png");
}
