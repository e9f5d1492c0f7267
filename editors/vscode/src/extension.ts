/** Activates and deactivates the extension. */

import * as vscode from "vscode";

import { registerCommands } from "./commands";
import { registerReferences } from "./references";
import { Session } from "./session";
import { registerStatus } from "./status";
import { registerSuggest } from "./suggest";
import { registerViews } from "./views";

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Linkwright", { log: true });
  session = new Session(context.extension, log);
  context.subscriptions.push(
    log,
    registerStatus(session),
    registerCommands(session),
    registerReferences(session),
    registerViews(session),
    registerSuggest(),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("linkwright.server")) await session?.restart();
      else if (change.affectsConfiguration("linkwright")) await session?.sendSettings();
    }),
  );
  await session.restart();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
