/** The settings the server reads: the same keys as in `.linkwright.toml`. */

import * as vscode from "vscode";

export const SECTION = "linkwright";

/** Settings of the extension itself; the server does not know them. */
const OWN = /^(server|trace)\./;

/**
 * What the author has set, by the key's name as in `.linkwright.toml`. Defaults are left out: what
 * an editor says beats the vault's own settings, and nobody has said them.
 */
export function chosen(extension: vscode.Extension<unknown>): Record<string, unknown> {
  const settings = vscode.workspace.getConfiguration(SECTION);
  const values = serverKeys(extension).map((key): [string, unknown] => {
    const set = settings.inspect(key);
    return [key, set?.workspaceFolderValue ?? set?.workspaceValue ?? set?.globalValue];
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
    .filter((key) => !OWN.test(key));
}
