// Links in the text and in hovers.

import { deepStrictEqual } from "node:assert";

import { eventually, until } from "../check.mjs";

const NOTES = `\
//- /.obsidian/app.json
{}
//- /Start.md
# Start

See [[Source]], [[Two words|shown]] and [text](Source.md).

![[pic.png|40]] and a site.
//- /Source.md
# Source

To [[Two words#Second part|the part]].
//- /Two words.md
# Two words

Some text.

## Second part

More text.
//- /pic.png
`;

export async function a_link_in_a_hover_opens_its_note_at_the_place({ shared, picture }) {
  const { editor } = await shared(NOTES);
  await editor.file("Start.md");
  await editor.ready();
  await editor.goto(3, 8);
  const link = editor.page.locator(".monaco-hover a", { hasText: "the part" });
  await editor.untilShown("the hover", () => editor.press("Escape", "Control+k", "Control+i"), link);
  await picture(editor, "hover");
  await editor.untilShown("the note", () => link.first().click({ timeout: 5000 }), editor.active("Two words.md"));
  await eventually("the line", () => editor.page.locator("#status\\.editor\\.selection").innerText(), "Ln 5, Col 1");
}

export async function brackets_and_targets_are_dimmed_if_set({ shared, picture }) {
  const { editor } = await shared(NOTES);
  await editor.file("Start.md");
  await editor.ready();
  /** The text of the dimmed spans, from the top to the bottom: the elements are in another order. */
  const dimmed = () =>
    editor.page.locator(".editor-group-container.active .view-line").evaluateAll((lines) => {
      const dim = (span) => Number(getComputedStyle(span).opacity) < 0.6;
      const sorted = lines.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
      const spans = sorted.flatMap((line) => [...line.querySelectorAll("span > span")]);
      return spans.filter(dim).map((span) => span.textContent.replaceAll("\u00a0", " ")).join("");
    });
  deepStrictEqual(await dimmed(), "");
  await editor.editor.configure({ "linkwright.editor.dimLinks": true });
  await eventually("what is dimmed", dimmed, "[[]][[Two words|]][](Source.md)![[|40]]");
  await picture(editor, "dimmed");
  await editor.goto(1, 8);
  await editor.press("End", "Enter");
  await editor.type("A [[Two words|link");
  await eventually("what is dimmed then", dimmed, "[[Two words|]][[]][[Two words|]][](Source.md)![[|40]]");
  await editor.editor.configure({});
  await eventually("nothing dimmed", dimmed, "");
}

export async function an_image_has_its_name_in_the_list_of_links({ shared }) {
  const { editor } = await shared(NOTES);
  await editor.file("Start.md");
  await editor.ready();
  await editor.command("Linkwright: Show Backlinks of This Note");
  await eventually("the links", () => editor.rows("Outgoing Links"), [
    "Source Source.md",
    "shown Two words.md",
    "text Source.md",
    "pic.png pic.png",
  ]);
}

export async function an_address_pasted_over_a_selection_becomes_a_link({ shared }) {
  const { editor } = await shared(NOTES);
  await editor.file("Start.md");
  await editor.ready();
  await editor.goto(5, 23);
  await editor.press("Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight");
  await editor.page.evaluate(() => navigator.clipboard.writeText("https://example.com/a"));
  await editor.press("Control+v");
  await until("the link", async () => (await editor.text()).includes("and a [site](https://example.com/a)."));
}
