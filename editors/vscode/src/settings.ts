/** The settings for the server. They have the same keys as in `.linkwright.toml`. */

import * as vscode from "vscode";

export const SECTION = "linkwright";

/** Settings of the extension itself, which are not sent to the server. */
const EXTENSION_ONLY = /^(editor|server|trace)\./;

/**
 * Returns the values that the user has set, by their keys in `.linkwright.toml`. Defaults are left out,
 * because the editor's values override the vault's settings.
 */
export function userSettings(extension: vscode.Extension<unknown>): Record<string, unknown> {
  const settings = vscode.workspace.getConfiguration(SECTION);
  const values = serverKeys(extension).map((key): [string, unknown] => {
    const values = settings.inspect(key);
    return [key, values?.workspaceFolderValue ?? values?.workspaceValue ?? values?.globalValue];
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined && value !== null));
}

function serverKeys(extension: vscode.Extension<unknown>): string[] {
  const groups = extension.packageJSON.contributes.configuration as {
    properties: Record<string, unknown>;
  }[];
  return groups
    .flatMap((group) => Object.keys(group.properties))
    .map((name) => name.slice(SECTION.length + 1))
    .filter((key) => !EXTENSION_ONLY.test(key));
}
