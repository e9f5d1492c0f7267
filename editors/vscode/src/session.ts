/** Starts and stops the server, and sends it commands. */

import * as vscode from "vscode";
import {
  DidChangeConfigurationNotification,
  ExecuteCommandRequest,
  type LanguageClient,
  type Middleware,
  State,
} from "vscode-languageclient/node";

import { activateBuiltin } from "./builtin";
import { createClient } from "./client";
import { ChangedNotification, type Commands, type Status, StatusNotification } from "./protocol";
import { findServer, ServerError } from "./server";
import { SECTION, userSettings } from "./settings";

/** Thrown if the server does not have a command. */
export class UnsupportedCommand extends Error {
  constructor() {
    super("This version of the server does not support this. Update it.");
  }
}

export class Session implements vscode.Disposable {
  /** The client, once a server has been found. */
  client: LanguageClient | undefined;
  /** The state of the server. `failed` is the reason why it could not be started. */
  status: Status | "starting" | "stopped" | { failed: string } = "starting";
  private readonly statusChanged = new vscode.EventEmitter<void>();
  /** The last queued start or stop. They run one after the other. */
  private queue = Promise.resolve();
  /** Fires when the status changes. */
  readonly onDidChange = this.statusChanged.event;
  private readonly vaultChanged = new vscode.EventEmitter<void>();
  /** Fires when the server has indexed changes. */
  readonly onDidChangeVault = this.vaultChanged.event;

  constructor(
    private readonly extension: vscode.Extension<unknown>,
    readonly log: vscode.LogOutputChannel,
    private readonly middleware: (session: Session) => Middleware,
  ) {}

  /** Stops the running server, if there is one, and starts it again. Shows an error if that fails. */
  restart(): Promise<void> {
    this.queue = this.queue.then(() => this.stopClient()).then(() => this.startClient());
    return this.queue;
  }

  /** Stops the server, even if it does not respond. */
  stop(): Promise<void> {
    this.queue = this.queue.then(() => this.stopClient());
    return this.queue;
  }

  private async startClient(): Promise<void> {
    this.setStatus("starting");
    try {
      const path = vscode.workspace.getConfiguration(SECTION).get("server.path", "");
      const server = await findServer(this.extension.extensionPath, path);
      this.log.info(`linkwright ${server.version}: ${server.command}`);
      const client = createClient(server, this.extension, this.log, this.middleware(this));
      this.client = client;
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Stopped) this.setStatus("stopped");
        // After a crash, the client restarts the server by itself.
        if (newState === State.Running && this.status === "stopped") this.setStatus("starting");
      });
      client.onNotification(StatusNotification, (status) => this.setStatus(status));
      client.onNotification(ChangedNotification, () => this.vaultChanged.fire());
      await activateBuiltin();
      await client.start();
      if (this.status === "starting") this.setStatus({ state: "ready", notes: 0, checked: false, vaults: [] });
    } catch (error) {
      const failed = error instanceof Error ? error.message : String(error);
      this.log.error(failed);
      this.setStatus({ failed });
      void this.showStartError(failed, error instanceof ServerError && error.isConfigured);
    }
  }

  private async stopClient(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose().catch((error) => this.log.warn(String(error)));
  }

  /** Sends the user's current settings to the server. */
  async sendSettings(): Promise<void> {
    const settings = { [SECTION]: userSettings(this.extension) };
    if (this.client?.isRunning()) {
      await this.client.sendNotification(DidChangeConfigurationNotification.type, { settings });
    }
  }

  /** Runs a command of the server. Throws `UnsupportedCommand` if the server does not have it. */
  async execute<K extends keyof Commands>(
    command: K,
    argument: Commands[K]["params"],
  ): Promise<Commands[K]["result"]> {
    const client = this.client;
    if (!client?.isRunning()) throw new Error("The Linkwright server is not running.");
    const supported = client.initializeResult?.capabilities.executeCommandProvider?.commands;
    if (!supported?.includes(command)) throw new UnsupportedCommand();
    const params = { command, arguments: [argument] };
    return (await client.sendRequest(ExecuteCommandRequest.type, params)) as Commands[K]["result"];
  }

  dispose(): Promise<void> {
    return this.stop();
  }

  private setStatus(status: Session["status"]): void {
    this.status = status;
    this.statusChanged.fire();
  }

  private async showStartError(reason: string, isConfigured: boolean): Promise<void> {
    const [settings, log] = ["Open Settings", "Show Log"];
    const actions = isConfigured ? [settings, log] : [log, settings];
    const choice = await vscode.window.showErrorMessage(reason, ...actions);
    if (choice === log) this.log.show();
    if (choice === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "linkwright.server.path");
    }
  }
}
