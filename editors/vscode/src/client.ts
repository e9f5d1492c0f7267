/** The language client: what the server is told, and how it is started. */

import { createInterface } from "node:readline";

import * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type StaticFeature,
  TransportKind,
} from "vscode-languageclient/node";

import { beside } from "./builtin";
import type { Server } from "./server";
import { chosen, SECTION } from "./settings";
import { asking } from "./suggest";

/** A client of `server`, not yet started. */
export function makeClient(
  server: Server,
  extension: vscode.Extension<unknown>,
  log: vscode.LogOutputChannel,
): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "markdown" },
      // So that the links of a canvas that is not saved yet are known.
      { scheme: "file", pattern: "**/*.canvas" },
    ],
    diagnosticCollectionName: SECTION,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: () => chosen(extension),
    middleware: {
      ...beside(),
      ...asking,
      workspace: {
        // It would send the defaults too, which beat the vault's own settings; see `tellSettings`.
        didChangeConfiguration: () => Promise.resolve(),
        configuration: ({ items }, token, next) =>
          items.every((item) => item.section === SECTION)
            ? items.map(() => chosen(extension))
            : next({ items }, token),
      },
    },
    stdioOptions: {
      stdout: () => {},
      stderr: (input) => {
        createInterface({ input }).on("line", (line) => logged(line, log));
      },
    },
  };
  const client = new LanguageClient(
    SECTION,
    "Linkwright",
    { command: server.command, args: ["lsp"], transport: TransportKind.stdio },
    options,
  );
  client.registerFeature(offers);
  return client;
}

/** What this client can do beyond the protocol. */
const offers: StaticFeature = {
  fillClientCapabilities(capabilities) {
    const experimental = (capabilities.experimental ??= {}) as Record<string, unknown>;
    experimental.linkwright = { status: true };
    experimental.commands = { commands: ["linkwright.showReferences"] };
  },
  initialize() {},
  getState: () => ({ kind: "static" }),
  clear() {},
};

/** A line of the server's own log, at the level it names. */
function logged(line: string, log: vscode.LogOutputChannel): void {
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
