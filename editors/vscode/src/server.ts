/** Finding the server: the program `linkwright`, of a version that this extension can talk to. */

import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** The oldest server that answers what this extension asks. */
export const MINIMUM = "0.1.0";

/** A server that can be started. */
export interface Server {
  command: string;
  version: string;
}

/** Why there is none, in words for the author; and whether `linkwright.server.path` is at fault. */
export class NoServer extends Error {
  constructor(
    message: string,
    readonly setting: boolean,
  ) {
    super(message);
  }
}

/**
 * The server: what the setting names and nothing else if it names something, else the one that
 * came with the extension, else `linkwright` on the PATH. Throws `NoServer`.
 */
export async function findServer(extensionFolder: string, setting: string): Promise<Server> {
  const configured = setting.trim().replace(/^~(?=[/\\])/, homedir());
  const command = configured || (await bundled(extensionFolder)) || "linkwright";
  const version = await versionOf(command, configured !== "");
  if (!isAtLeast(version, MINIMUM)) {
    throw new NoServer(
      `The server “${command}” is version ${version}, too old for this extension: ` +
        `it needs ${MINIMUM} or later.`,
      configured !== "",
    );
  }
  return { command, version };
}

async function bundled(extensionFolder: string): Promise<string | undefined> {
  const name = process.platform === "win32" ? "linkwright.exe" : "linkwright";
  const path = join(extensionFolder, "server", name);
  return access(path).then(
    () => path,
    () => undefined,
  );
}

async function versionOf(command: string, isConfigured: boolean): Promise<string> {
  const output = await promisify(execFile)(command, ["--version"], { timeout: 10_000 }).then(
    ({ stdout }) => stdout,
    (error: NodeJS.ErrnoException) => {
      const missing = isConfigured
        ? `There is no server at “${command}”, which linkwright.server.path names.`
        : "The server “linkwright” was not found: it is not on the PATH, and did not come with " +
          "this extension. Install it (cargo install linkwright), or say in " +
          "linkwright.server.path where it is.";
      const reason = error.code === "ENOENT" ? missing : `“${command}” does not run: ${error.message}`;
      throw new NoServer(reason, isConfigured);
    },
  );
  const version = /^linkwright (\d+\.\d+\.\d+)/.exec(output)?.[1];
  if (!version) throw new NoServer(`“${command}” is not the server of Linkwright.`, isConfigured);
  return version;
}

/** Whether `version` is `minimum` or later; both are three numbers with dots. */
function isAtLeast(version: string, minimum: string): boolean {
  const [have, need] = [version, minimum].map((it) => it.split(".").map(Number));
  const differs = need!.findIndex((number, place) => have![place] !== number);
  return differs < 0 || have![differs]! > need![differs]!;
}
