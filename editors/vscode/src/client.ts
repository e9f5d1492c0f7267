/** Creates the language client: how the server is started, and which settings it gets. */

import { createInterface } from "node:readline";

import * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  RevealOutputChannelOn,
  type StaticFeature,
  TransportKind,
} from "vscode-languageclient/node";

import { hideDuplicateHeadings, refuseRenames } from "./builtin";
import type { Server } from "./server";
import { SECTION, userSettings } from "./settings";
import { countCompletionRequests } from "./suggest";

/** Returns a client for `server`, with more middleware than its own. It is not started yet. */
export function createClient(
  server: Server,
  extension: vscode.Extension<unknown>,
  log: vscode.LogOutputChannel,
  middleware: Middleware,
): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "markdown" },
      // So that the server sees the links of an unsaved canvas.
      { scheme: "file", pattern: "**/*.canvas" },
      { scheme: "file", pattern: "**/*.base" },
    ],
    diagnosticCollectionName: SECTION,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: () => userSettings(extension),
    middleware: {
      ...hideDuplicateHeadings(),
      ...refuseRenames(),
      ...countCompletionRequests,
      ...middleware,
      workspace: {
        ...middleware.workspace,
        // The client would also send defaults, which override the vault's settings. See `sendSettings`.
        didChangeConfiguration: () => Promise.resolve(),
        configuration: ({ items }, token, next) =>
          items.every((item) => item.section === SECTION)
            ? items.map(() => userSettings(extension))
            : next({ items }, token),
      },
    },
    stdioOptions: {
      stdout: () => {},
      stderr: (input) => {
        createInterface({ input }).on("line", (line) => logServerLine(line, log));
      },
    },
  };
  const client = new LanguageClient(
    SECTION,
    "Linkwright",
    { command: server.command, args: ["lsp"], transport: TransportKind.stdio },
    options,
  );
  client.registerFeature(capabilities);
  return client;
}

/**
 * Tells the server which extensions of the protocol this client supports, and that it does not pull diagnostics.
 * A client that pulls has reports on documents and on the workspace. It drops one of the latter if it awaits one of
 * the former, and records it as known, so the Problems panel would depend on what arrives first.
 */
const capabilities: StaticFeature = {
  fillClientCapabilities(capabilities) {
    delete capabilities.textDocument?.diagnostic;
    delete capabilities.workspace?.diagnostics;
    const experimental = (capabilities.experimental ??= {}) as Record<string, unknown>;
    experimental.linkwright = { status: true, changes: true, hoverLinks: true };
    experimental.commands = { commands: ["linkwright.showReferences", "linkwright.showQuery"] };
  },
  initialize() {},
  getState: () => ({ kind: "static" }),
  clear() {},
};

/** Logs a line of the server's log at the level that the line names. */
function logServerLine(line: string, log: vscode.LogOutputChannel): void {
  const level = /\b(ERROR|WARN|INFO|DEBUG|TRACE)\b/.exec(line)?.[1];
  switch (level) {
    case "WARN":
      return log.warn(line);
    case "INFO":
      return log.info(line);
    case "DEBUG":
      return log.debug(line);
    case "TRACE":
      return log.trace(line);
    default:
      return log.error(line);
  }
}
