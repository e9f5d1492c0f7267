// A window of VS Code: real keys and clicks, and what is on its screen.

import { eventually, PATIENCE, until } from "./check.mjs";

/** One window of the editor. */
export class Window {
  /** The keys since the last printed step. */
  #pressed = "";

  constructor(page, editor) {
    this.page = page;
    this.editor = editor;
    page.setDefaultTimeout(PATIENCE * 1000);
  }

  async close() {
    await this.page.context().close();
  }

  async press(...keys) {
    this.#pressed += keys.map((key) => `<${key}>`).join("");
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(text) {
    this.#pressed += text;
    await this.page.keyboard.type(text, { delay: 30 });
  }

  /** Prints the keys that led to the present state, the line of the cursor (`▏`), and the problems in it. */
  async step() {
    if (this.#pressed === "") return;
    // The status bar shows the place of the cursor a moment later.
    let at;
    await until("the cursor to rest", async () => {
      const before = at;
      at = await this.cursor();
      return before?.line === at.line && before.column === at.column;
    });
    const { number, line, column } = at;
    const problems = await this.page
      .locator(".markers-panel .monaco-list-row", { hasText: `[Ln ${number},` })
      .locator(".marker-message-line")
      .allInnerTexts();
    const written = [...line].toSpliced(column, 0, "▏").join("");
    console.log(`    ${this.#pressed}  →  ${written}   (${await this.state()})`);
    for (const problem of problems) console.log(`        ${problem}`);
    this.#pressed = "";
  }

  /** Returns the number, from 1, and the text of the line of the cursor in the active editor, and the column, in characters from 0. */
  async cursor() {
    const at = await this.page.locator("#status\\.editor\\.selection").innerText({ timeout: 1000 }).catch(() => "");
    const [number, column] = (at.match(/\d+/g) ?? [1, 1]).map(Number);
    const line = await this.page.evaluate(() => {
      const active = document.querySelector(".editor-group-container.active");
      const cursor = active?.querySelector(".cursors-layer .cursor")?.getBoundingClientRect();
      const lines = [...(active?.querySelectorAll(".view-line") ?? [])];
      return lines.find((line) => Math.abs(line.getBoundingClientRect().top - cursor?.top) < 5)?.textContent ?? "";
    });
    return { number, column: column - 1, line: line.replaceAll("\u00a0", " ").replaceAll("\u200b", "") };
  }

  /**
   * Repeats `gesture` until `effect`, a locator, is visible. A busy window may drop a key or a click, or may
   * have no provider for it yet. A gesture must do no harm when it comes twice.
   */
  async untilShown(what, gesture, effect) {
    await until(what, async () => {
      await gesture();
      return effect.first().waitFor({ timeout: 10_000 }).then(() => true);
    });
  }

  /** Goes to the definition at the cursor with F12, which opens the file called `name`. */
  jump(name) {
    return this.untilShown(`F12 to ${name}`, () => this.press("F12"), this.active(name));
  }

  /** Types `text`, and waits for a suggestion with `label`. If there is none, types the last letter again. */
  async suggestion(text, label) {
    const row = this.page.locator(".suggest-widget.visible .monaco-list-row", { hasText: label });
    await this.type(text.slice(0, -1));
    let typed = false;
    const last = async () => {
      if (typed) await this.press("Escape", "Backspace");
      typed = true;
      await this.type(text.slice(-1));
    };
    await this.untilShown(`${label} suggested`, last, row);
    return row;
  }

  /** Opens the file at `path` as a user does: Ctrl+P and its name. */
  async file(path) {
    const name = path.split("/").at(-1);
    await until(`${name} in the quick open`, async () => {
      await this.press("Escape", "Control+p");
      await this.page.locator(".quick-input-widget input").fill(path, { timeout: 5000 });
      // The focused row, because the list may still show the files that were opened last.
      const row = this.page.locator(`.quick-input-list .monaco-list-row.focused[aria-label^="${name}"]`).first();
      return row.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    });
    await this.press("Enter");
    await this.tab(name);
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** The active tab, if it shows the file called `name`. */
  active(name) {
    return this.page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`);
  }

  /** Waits until the active tab shows the file called `name`. */
  tab(name) {
    return this.active(name).waitFor();
  }

  /** Moves the cursor to a line and a column, both counted from 1. */
  async goto(line, column) {
    const widget = this.page.locator(".quick-input-widget");
    await until(`the way to ${line}:${column}`, async () => {
      await this.press("Escape", "Control+g");
      await widget.locator("input").fill(`:${line}:${column}`, { timeout: 5000 });
      try {
        await widget.locator(".monaco-list-row", { hasText: `line ${line}` }).first().waitFor({ timeout: 5000 });
        await this.press("Enter");
        await widget.waitFor({ state: "hidden", timeout: 5000 });
        return true;
      } catch {
        return false;
      }
    });
    await until(`the cursor at ${line}:${column}`, async () => {
      const at = await this.page.locator("#status\\.editor\\.selection").innerText();
      return at.startsWith(`Ln ${line},`);
    });
  }

  /** Opens a list with `key`, types `text` into it, and waits for a row with `row`. */
  async quick(key, text, row) {
    const rows = this.page.locator(".quick-input-list .monaco-list-row", { hasText: row });
    const open = async () => {
      await this.press("Escape", key);
      // A list that has just opened may lose the typed text.
      await this.page.locator(".quick-input-widget input").fill(text, { timeout: 10_000 });
    };
    await this.untilShown(`${row} in the list`, open, rows);
  }

  /** Shows the Problems panel. */
  async showProblems() {
    const panel = this.page.locator(".markers-panel");
    const toggle = async () => (await panel.isVisible()) || (await this.press("Control+Shift+m"));
    await this.untilShown("the Problems panel", toggle, panel);
  }

  /** Expands the row of a view with this label, unless it is expanded. */
  async expand(view, label) {
    const row = this.pane(view).locator(".monaco-list-row", { has: this.page.getByText(label, { exact: true }) });
    const expanded = this.pane(view).locator('.monaco-list-row[aria-expanded="true"]', {
      has: this.page.getByText(label, { exact: true }),
    });
    const click = async () => {
      if (!(await expanded.first().isVisible())) await row.first().locator(".monaco-tl-twistie").click({ timeout: 5000 });
    };
    await this.untilShown(`${label} expanded`, click, expanded);
  }

  /** Runs a command from the palette by its full title. */
  async command(title) {
    await this.quick("F1", `>${title}`, title);
    await this.press("Enter");
  }

  /** Returns the text of the visible lines in the active editor. */
  async text() {
    const lines = this.page.locator(".editor-group-container.active .view-line");
    return (await lines.allInnerTexts()).map((line) => line.replaceAll("\u00a0", " ")).join("\n");
  }

  /** Returns the text of Linkwright's item in the status bar. */
  async state() {
    const item = this.page.locator('.statusbar-item[id^="linkwright"]').first();
    return (await item.count()) > 0 ? (await item.innerText()).trim() : "";
  }

  /** Waits until the server has indexed the vault. */
  async ready() {
    await until("the server ready", async () => /broken|Linkwright/.test(await this.state()) && !(await this.busy()));
  }

  /** Clicks a button in a dialog or a notification. */
  async answer(button) {
    await this.page.locator(".monaco-dialog-box, .notifications-toasts").getByRole("button", { name: button }).first().click();
  }

  /** Renames the symbol at the cursor with F2. */
  async rename(name) {
    const box = this.page.locator(".rename-box input");
    await this.untilShown("the name to change", () => this.press("Escape", "F2"), box);
    await box.fill(name);
    await this.press("Enter");
    await box.waitFor({ state: "hidden" });
  }

  async busy() {
    return (await this.page.locator('.statusbar-item[id^="linkwright"] .codicon-modifier-spin').count()) > 0;
  }

  /** Returns the messages in the Problems panel. */
  async problems() {
    const rows = this.page.locator(".markers-panel .monaco-list-row .marker-message-line");
    return rows.allInnerTexts();
  }

  /** Returns a view in the side bar. */
  pane(view) {
    return this.page.locator(".pane", { has: this.page.locator(".pane-header", { hasText: view }) });
  }

  /** Returns the labels of the rows of a view, with their descriptions. */
  async rows(view) {
    const texts = await this.pane(view)
      .locator(".monaco-list-row")
      .evaluateAll((rows) =>
        rows.map((row) =>
          [".label-name", ".label-description"].map((part) => row.querySelector(part)?.textContent ?? "").join(" "),
        ),
      );
    return texts.map((text) => text.replace(/\s+/g, " ").trim());
  }

  async saveAll() {
    await this.command("File: Save All");
    await until("everything saved", async () => (await this.page.locator(".tab.dirty").count()) === 0);
  }

  /** Saves everything again and again until the file at `path` contains `text`. */
  saved(path, vault, text) {
    return this.eventuallySaved(path, async () => (await vault.files())[path], text);
  }

  /** Saves everything again and again until `ask` returns `expected`: an edit may still be on its way. */
  async eventuallySaved(what, ask, expected) {
    const saved = async () => {
      await this.saveAll();
      return ask();
    };
    await eventually(what, saved, expected);
  }

  /** Writes a screenshot to a file. */
  picture(path, clip) {
    return this.page.screenshot({ path, ...(clip && { clip }) });
  }
}
