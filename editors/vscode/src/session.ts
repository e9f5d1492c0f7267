/** The server while it runs, and what it is asked. */

import * as vscode from "vscode";
import {
  DidChangeConfigurationNotification,
  ExecuteCommandRequest,
  type LanguageClient,
  State,
} from "vscode-languageclient/node";

import { afterBuiltin } from "./builtin";
import { makeClient } from "./client";
import { type Commands, type Status, StatusNotification } from "./protocol";
import { findServer, NoServer } from "./server";
import { chosen, SECTION } from "./settings";

/** Thrown where the server does not know a command. */
export class Unknown extends Error {
  constructor() {
    super("This version of the server cannot do that.");
  }
}

export class Session implements vscode.Disposable {
  /** The client, once a server has been found. */
  client: LanguageClient | undefined;
  /** How far the server is; a text says why there is none. */
  status: Status | "starting" | "stopped" | { failed: string } = "starting";
  private readonly changed = new vscode.EventEmitter<void>();
  /** The last of the starts and stops, which happen one after the other. */
  private turn = Promise.resolve();
  /** The status is another. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly extension: vscode.Extension<unknown>,
    readonly log: vscode.LogOutputChannel,
  ) {}

  /** Starts the server, ending the one that runs; where there is none, says so. */
  restart(): Promise<void> {
    this.turn = this.turn.then(() => this.end()).then(() => this.begin());
    return this.turn;
  }

  /** Ends the server, also one that does not answer. */
  stop(): Promise<void> {
    this.turn = this.turn.then(() => this.end());
    return this.turn;
  }

  private async begin(): Promise<void> {
    this.become("starting");
    try {
      const path = vscode.workspace.getConfiguration(SECTION).get("server.path", "");
      const server = await findServer(this.extension.extensionPath, path);
      this.log.info(`linkwright ${server.version}: ${server.command}`);
      const client = makeClient(server, this.extension, this.log);
      this.client = client;
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Stopped) this.become("stopped");
        // The client starts a server that has crashed again by itself.
        if (newState === State.Running && this.status === "stopped") this.become("starting");
      });
      client.onNotification(StatusNotification, (status) => this.become(status));
      await afterBuiltin();
      await client.start();
      if (this.status === "starting") this.become({ state: "ready", notes: 0, vaults: [] });
    } catch (error) {
      const failed = error instanceof Error ? error.message : String(error);
      this.log.error(failed);
      this.become({ failed });
      void this.complain(failed, error instanceof NoServer && error.setting);
    }
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose().catch((error) => this.log.warn(String(error)));
  }

  /** Tells the server what the author has set by now. */
  async tellSettings(): Promise<void> {
    const settings = { [SECTION]: chosen(this.extension) };
    if (this.client?.isRunning()) {
      await this.client.sendNotification(DidChangeConfigurationNotification.type, { settings });
    }
  }

  /** Has the server do `command`. Throws `Unknown` where it cannot. */
  async ask<K extends keyof Commands>(
    command: K,
    argument: Commands[K]["takes"],
  ): Promise<Commands[K]["gives"]> {
    const client = this.client;
    if (!client?.isRunning()) throw new Error("The server of Linkwright is not running.");
    const known = client.initializeResult?.capabilities.executeCommandProvider?.commands;
    if (!known?.includes(command)) throw new Unknown();
    const params = { command, arguments: [argument] };
    return (await client.sendRequest(ExecuteCommandRequest.type, params)) as Commands[K]["gives"];
  }

  dispose(): Promise<void> {
    return this.stop();
  }

  private become(status: Session["status"]): void {
    this.status = status;
    this.changed.fire();
  }

  private async complain(reason: string, isSetting: boolean): Promise<void> {
    const [settings, log] = ["Open Settings", "Show Log"];
    const actions = isSetting ? [settings, log] : [log, settings];
    const chosen = await vscode.window.showErrorMessage(reason, ...actions);
    if (chosen === log) this.log.show();
    if (chosen === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "linkwright.server.path");
    }
  }
}
