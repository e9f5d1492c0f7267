// The Markdown preview, and links to notes that do not exist.

import { eventually, until } from "../check.mjs";
import { THEMES } from "../window.mjs";
import { parse, Vault } from "../vault.mjs";

const PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const NOTES = `\
//- /.obsidian/app.json
{}
//- /Start.md
# Start

To [[Part two]], [[deep/Beta#Second|the second]], [[Gone <b>]] and [[pic.png]]. #tag/one %%hidden%% ^block

%%
also hidden
%%

![[Beta#Second]]

![[pic.png|40]]

> [!warning] Mind *this*
> The text.

A footnote.[^1]

[^1]: Its text.
//- /Part two.md
---
aliases: [two]
---
# Part two
//- /deep/Beta.md
# First

One.

# Second

Two, see [md](Other.md) and [[Start]].

![[Start]]
//- /deep/Other.md
Other.
`;

/** Opens the preview of the note in the editor, and returns the body of its document. */
async function preview(editor) {
  await editor.command("Markdown: Open Preview to the Side");
  // VS Code replaces the inner frame when it refreshes a preview, so everything in it is asked for again and
  // again.
  const frame = editor.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  const body = frame.locator(".markdown-body");
  await body.waitFor();
  return body;
}

export async function the_preview_renders_links_embeds_tags_and_callouts({ window, picture }) {
  const vault = await Vault.of(NOTES);
  await vault.write("pic.png", Buffer.from(PIXEL.split(",")[1], "base64"));
  const editor = await window(vault);
  await editor.file("Start.md");
  await editor.ready();
  const body = await preview(editor);
  for (const theme of Object.keys(THEMES)) {
    await editor.theme(theme);
    await eventually("the links", () => body.locator("a.linkwright-link").evaluateAll((links) =>
      links.map((link) => [link.textContent, link.getAttribute("data-href") ?? link.getAttribute("href")])), [
      ["Part two", "Part%20two.md#L4"],
      ["the second", "deep/Beta.md#L5"],
      ["pic.png", "pic.png"],
      ["Beta > Second", "deep/Beta.md#L5"],
      ["Start", "Start.md"],
      // The title of the embed, whose text would show the note within itself.
      ["Start", "Start.md"],
    ]);
    await eventually("the broken link", () => body.locator(".linkwright-broken").allInnerTexts(), ["Gone <b>"]);
    await eventually("the tag", () => body.locator(".linkwright-tag").allInnerTexts(), ["#tag/one"]);
    await until("what is hidden", async () => {
      const text = await body.innerText();
      return !/hidden|%%|\^block/.test(text) || text;
    });
    const embed = body.locator(".linkwright-embed").first();
    const shows = (text) => async () => {
      const shown = await embed.innerText();
      return shown.includes(text) || shown;
    };
    await until("the embed", shows("Two, see md"));
    await eventually("no embed of itself", () => body.locator(".linkwright-embed .linkwright-embed").count(), 0);
    await eventually("a relative link of the embedded note", () =>
      embed.locator("a", { hasText: "md" }).getAttribute("data-href"), "deep/Other.md");
    await eventually("the image", () => body.locator("img").getAttribute("width"), "40");
    await until("the image loaded", () => body.locator("img").evaluate((image) => image.naturalWidth === 1));
    await eventually("the callout", () => body.locator(".linkwright-callout-warning .linkwright-callout-title").innerText(), "Mind this");
    await until("the footnote", async () => (await body.locator(".footnotes").innerText()).includes("Its text."));
    await picture(editor, `preview-${theme.replaceAll(" ", "-")}`);

    // It follows the text that is typed, also in an embedded note.
    await vault.write("deep/Beta.md", parse(NOTES)["deep/Beta.md"].replace("Two,", "Changed,"));
    await until("the changed embed", shows("Changed, see"));
    await vault.write("deep/Beta.md", parse(NOTES)["deep/Beta.md"]);
  }
}

export async function a_link_in_the_preview_opens_its_note_and_the_views_follow({ shared }) {
  const { editor } = await shared(NOTES);
  await editor.file("Start.md");
  await editor.ready();
  await editor.command("Linkwright: Show Backlinks of This Note");
  await eventually("the backlinks", () => editor.rows("Backlinks"), ["Beta deep · 2", "Two, see [md](Other.md) and [[Start]].", "![[Start]]"]);
  const body = await preview(editor);
  const link = body.locator("a.linkwright-link", { hasText: "Part two" });
  const opened = editor.page.locator(".tab.active", { hasText: "Preview Part two.md" });
  const follow = async () => (await opened.isVisible()) || (await link.click({ timeout: 5000 }));
  await editor.untilShown("the note in the preview", follow, opened);
  await eventually("the backlinks of the other note", () => editor.rows("Backlinks"), [
    "Start 1",
    "To [[Part two]], [[deep/Beta#Second|the second]], [[Gone <b>]] and [[pic.png]]. #tag/one %%hidden%% ^block",
  ]);
}

export async function a_broken_link_creates_its_note({ window }) {
  const vault = await Vault.of("//- /.obsidian/app.json\n{}\n//- /Start.md\nTo [[Ghost#Part]] and [[Other ghost]] and [[Start]].\n");
  const editor = await window(vault);
  await editor.file("Start.md");
  await editor.ready();
  await editor.goto(1, 8);
  const question = editor.page.locator(".notification-toast", { hasText: "Ghost.md does not exist" });
  await editor.untilShown("the question", () => editor.press("F12"), question);
  await editor.answer("Create Note");
  await editor.tab("Ghost.md");
  await editor.saved("Ghost.md", vault, "# Part\n");

  const start = editor.page.locator('.tab[data-resource-name="Start.md"]');
  await start.click();
  const link = editor.page.locator(".view-line .detected-link", { hasText: /Other\sghost/ }).first();
  const opened = editor.active("Other ghost.md");
  await editor.untilShown("the note of the clicked link", async () => {
    if (await opened.isVisible()) return;
    // VS Code draws the link anew while Ctrl is down.
    const { x, y, width, height } = await link.boundingBox({ timeout: 10_000 });
    await editor.page.keyboard.down("Control");
    await editor.page.mouse.move(x + width / 2, y + height / 2);
    await editor.page.mouse.click(x + width / 2, y + height / 2);
    await editor.page.keyboard.up("Control");
  }, opened);
  await until("the file", async () => "Other ghost.md" in (await vault.files()));

  // Where there is a target, F12 goes there.
  await start.click();
  await editor.goto(1, 5);
  await editor.jump("Ghost.md");
}

export async function a_note_is_opened_by_its_alias_and_a_new_one_is_created({ shared }) {
  const { vault, editor } = await shared(NOTES);
  await editor.file("Start.md");
  await editor.ready();
  const choose = async (name, row) => {
    await editor.quick("Alt+o", name, row);
    await editor.press("Enter");
  };
  await choose("two", "alias of Part two.md");
  await editor.tab("Part two.md");
  await choose("Brand new", "create this note");
  await editor.tab("Brand new.md");
  await until("the new note", async () => "Brand new.md" in (await vault.files()));
  await editor.command("Linkwright: Open a Random Note");
  await until("another note", async () => (await editor.page.locator(".tab.active").getAttribute("data-resource-name")) !== "Brand new.md");
}

export async function the_views_show_tags_unresolved_links_and_orphans({ window, picture }) {
  const vault = await Vault.of(NOTES);
  await vault.write("pic.png", "");
  await vault.write("Lonely.md", "---\ntags: [Tag]\n---\n#tag/two [[gone <b>]]\n");
  const editor = await window(vault);
  await editor.file("Start.md");
  await editor.ready();
  await editor.command("Linkwright: Focus on Orphans View");
  await eventually("the orphans", () => editor.rows("Orphans"), ["Lonely"]);
  await editor.command("Linkwright: Focus on Unresolved Links View");
  // As `Lonely.md` writes it, which comes before `Start.md`.
  await eventually("the unresolved links", () => editor.rows("Unresolved Links"), ["gone <b> 2"]);
  await editor.command("Linkwright: Focus on Tags View");
  await eventually("the tags", () => editor.rows("Tags"), ["Tag 1"]);
  await editor.expand("Tags", "Tag");
  await until("the nested tags", async () => {
    const rows = await editor.rows("Tags");
    return rows.slice(0, 3).join("; ") === "Tag 1; one 1; two 1" || rows;
  });
  for (const theme of Object.keys(THEMES)) {
    await editor.theme(theme);
    await picture(editor, `tags-${theme.replaceAll(" ", "-")}`);
  }
}
