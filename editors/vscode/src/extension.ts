/** Activates and deactivates the extension. */

import * as vscode from "vscode";

import { registerCommands } from "./commands";
import { registerDimming } from "./dim";
import { clickableBrokenLinks, followLinks } from "./follow";
import { type Preview, registerPreview } from "./preview";
import { registerQuery } from "./query";
import { registerReferences } from "./references";
import { renameOnce } from "./rename_note";
import { Session } from "./session";
import { registerStatus } from "./status";
import { registerSuggest } from "./suggest";
import { registerViews } from "./views";

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<Preview> {
  const log = vscode.window.createOutputChannel("Linkwright", { log: true });
  session = new Session(context.extension, log, (session) => ({
    ...clickableBrokenLinks(session),
    ...renameOnce(context.workspaceState),
  }));
  const preview = registerPreview(session);
  context.subscriptions.push(
    log,
    preview,
    followLinks(session),
    registerStatus(session),
    registerCommands(session),
    registerReferences(session),
    registerQuery(session),
    registerViews(session, context.workspaceState),
    registerDimming(session),
    registerSuggest(),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("linkwright.server")) await session?.restart();
      else if (change.affectsConfiguration("linkwright")) await session?.sendSettings();
    }),
  );
  // A preview waits for this function, and not for the server.
  void session.restart();
  return preview;
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
