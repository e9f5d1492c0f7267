// A window of VS Code: real keys and clicks, and what is on its screen.

import { eventually, PATIENCE, until } from "./check.mjs";

/** The default themes, each with the class of a window that shows it. */
export const THEMES = { "Light Modern": "vs", "Dark Modern": "vs-dark", "Default High Contrast": "hc-black" };

/** Time in milliseconds after which a gesture without an effect is repeated. */
const LOST = 10_000;

/**
 * One window of the editor. All keys go through `press`, `type` and `insert`, which print the step before: its
 * keys, and what was on the screen after them.
 */
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

  /** Closes all editors and the panel, for another case. They have no unsaved changes: VS Code saves by itself. */
  async reset() {
    await this.step();
    await this.editor.configure({});
    const tabs = this.page.locator(".tab");
    await this.untilShown("no editor", () => this.press("Escape", "Escape", "Control+k", "Control+w"), tabs, "hidden");
    const toasts = this.page.locator(".notification-toast");
    if (await toasts.first().isVisible()) await this.command("Notifications: Clear All Notifications");
  }

  async press(...keys) {
    await this.step();
    this.#pressed += keys.map((key) => `<${key}>`).join("");
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Types text key by key. */
  async type(text) {
    await this.step();
    this.#pressed += text;
    await this.page.keyboard.type(text, { delay: 30 });
  }

  /** Replaces the text of an input. */
  async fill(input, text, timeout = PATIENCE * 1000) {
    await input.fill(text, { timeout });
    this.#pressed += text;
  }

  /** Types text at once. */
  async insert(text) {
    await this.step();
    this.#pressed += text;
    await this.page.keyboard.insertText(text);
  }

  /**
   * Prints the keys since the last step, the line of the cursor (`▏`), Linkwright's item in the status bar, and
   * the problems: those in the Problems panel if it is open, else their number.
   */
  async step() {
    if (this.#pressed === "") return;
    const { before, after, state, problems, count } = await this.#screen();
    console.log(`    ${this.#pressed}  →  ${before}▏${after}   (${[state, count].filter((it) => it).join("; ")})`);
    for (const problem of problems) console.log(`        ${problem}`);
    this.#pressed = "";
  }

  /** Returns the line of the cursor in the active editor, and the column, in characters from 0. */
  async cursor() {
    const { before, after } = await this.#screen();
    return { line: before + after, column: [...before].length };
  }

  #screen() {
    return this.page.evaluate(() => {
      const text = (it) => (it?.textContent ?? "").replaceAll("\u00a0", " ").replaceAll("\u200b", "").trim();
      const active = document.querySelector(".editor-group-container.active");
      const cursor = active?.querySelector(".cursors-layer .cursor")?.getBoundingClientRect();
      const lines = [...(active?.querySelectorAll(".view-line") ?? [])];
      const line = lines.find((line) => Math.abs(line.getBoundingClientRect().top - cursor?.top) < 5);
      const sides = ["", ""];
      const range = document.createRange();
      const walker = line && document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      while (walker?.nextNode()) {
        let at = 0;
        for (const letter of walker.currentNode.data) {
          range.setStart(walker.currentNode, at);
          range.setEnd(walker.currentNode, (at += letter.length));
          const { left, right } = range.getBoundingClientRect();
          sides[(left + right) / 2 < cursor.left ? 0 : 1] += letter;
        }
      }
      const [before, after] = sides.map((it) => it.replaceAll("\u00a0", " ").replaceAll("\u200b", ""));
      const rows = [...document.querySelectorAll(".markers-panel .monaco-list-row[aria-level='2']")];
      // After the message come the source, the code and the place.
      const problem = (row) => text(row.querySelector(".marker-message-line")).replace(/linkwright[a-z-]*(\[.*)?$/, "");
      const state = text(document.querySelector('.statusbar-item[id^="linkwright"]'));
      const count = document.getElementById("status.problems")?.getAttribute("aria-label") ?? "";
      return { before, after, state, problems: rows.map(problem), count };
    });
  }

  /**
   * Repeats `gesture` until `effect`, a locator, is visible, or in the state `state`. A busy window may drop a
   * key or a click, or may have no provider for it yet. A gesture must do no harm when it comes twice.
   */
  async untilShown(what, gesture, effect, state = "visible") {
    await until(what, async () => {
      await gesture();
      return effect.first().waitFor({ state, timeout: LOST }).then(() => true);
    });
  }

  /** Presses `key` until `effect`, a locator, is hidden, which was visible. */
  async dismiss(what, key, effect) {
    const press = async () => (await effect.first().isVisible()) && (await this.press(key));
    await this.untilShown(what, press, effect, "hidden");
  }

  /** Accepts the suggestion that is focused in the list, with `key`. */
  accept(key = "Enter") {
    return this.dismiss("the suggestion accepted", key, this.page.locator(".suggest-widget.visible"));
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
    const widget = this.page.locator(".quick-input-widget");
    // The focused row, because the list may still show the files that were opened last.
    const row = widget.locator(`.monaco-list-row.focused[aria-label^="${name}"]`);
    const open = async () => {
      await this.press("Escape", "Control+p");
      await this.fill(widget.locator("input"), path, 5000);
      await row.first().waitFor({ timeout: 2000 });
      await this.press("Enter");
    };
    await this.untilShown(`${name} opened`, open, this.active(name));
    await widget.waitFor({ state: "hidden" });
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
    await until(`the cursor at ${line}:${column}`, async () => {
      await this.press("Escape", "Control+g");
      await this.fill(widget.locator("input"), `:${line}:${column}`, 5000);
      await widget.locator(".monaco-list-row", { hasText: `line ${line}` }).first().waitFor({ timeout: 5000 });
      await this.press("Enter");
      await widget.waitFor({ state: "hidden", timeout: 5000 });
      const place = this.page.locator("#status\\.editor\\.selection", { hasText: `Ln ${line},` });
      return place.waitFor({ timeout: 5000 }).then(() => true);
    });
  }

  /** Opens a list with `key`, types `text` into it, and waits for `row`, a locator or the text of a row. */
  async quick(key, text, row) {
    const list = this.page.locator(".quick-input-list");
    const rows = typeof row === "string" ? list.locator(".monaco-list-row", { hasText: row }) : row;
    const open = async () => {
      await this.press("Escape", key);
      // A list that has just opened may lose the typed text.
      await this.fill(this.page.locator(".quick-input-widget input"), text, LOST);
    };
    await this.untilShown(`the row for ${text}`, open, rows);
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
    const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: title });
    const focused = this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: title }).first();
    const isFocused = () => focused.waitFor({ timeout: 500 }).then(() => true, () => false);
    await until(title, async () => {
      await this.quick("F1", `>${title}`, row);
      // Commands are listed in the order of the alphabet, also those that match better.
      for (let rows = 0; !(await isFocused()) && rows < 30; rows++) await this.press("ArrowDown");
      await this.press("Enter");
      // The command may open another list, but not with this row.
      return focused.waitFor({ state: "hidden", timeout: LOST }).then(() => true);
    });
  }

  /** Shows the window in one of the default themes. */
  async theme(theme) {
    await this.editor.configure({ "workbench.colorTheme": theme });
    await this.page.locator(`.monaco-workbench.${THEMES[theme]}`).waitFor();
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
    const dialogs = this.page.locator(".monaco-dialog-box, .notifications-toasts");
    await dialogs.getByRole("button", { name: button }).first().waitFor();
    const shown = await dialogs.getByRole("button", { name: button }).first().elementHandle();
    // If the click is lost, the same button is still there.
    await until(`${button} clicked`, async () => {
      if (await shown.isVisible()) await shown.click({ timeout: LOST });
      return shown.waitForElementState("hidden", { timeout: LOST }).then(() => true);
    });
  }

  /** Renames the symbol at the cursor with F2. */
  async rename(name) {
    const box = this.page.locator(".rename-box input");
    await this.untilShown("the name to change", () => this.press("Escape", "F2"), box);
    await this.fill(box, name);
    await this.dismiss("the name accepted", "Enter", box);
  }

  /** Renames a file in the explorer with F2. VS Code asks about the links then. */
  async renameInExplorer(from, to) {
    const file = this.page.locator(".explorer-folders-view .monaco-list-row", { hasText: from });
    const name = this.page.locator(".explorer-folders-view input");
    await this.untilShown("the name to change", async () => {
      await this.press("Control+Shift+e");
      await file.first().click({ timeout: LOST });
      await this.press("F2");
    }, name);
    await this.fill(name, to);
    await this.dismiss("the name accepted", "Enter", name);
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
