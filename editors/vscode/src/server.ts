/** Finds the server: the program `linkwright`, in a version that this extension supports. */

import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** The oldest supported version of the server. */
export const MINIMUM_VERSION = "0.1.0";

/** A server that can be started. */
export interface Server {
  command: string;
  version: string;
}

/** The server cannot be used. The message is for the user. */
export class ServerError extends Error {
  constructor(
    message: string,
    /** Whether the server is the one in the setting `linkwright.server.path`. */
    readonly isConfigured: boolean,
  ) {
    super(message);
  }
}

/**
 * Returns the server in the setting. If the setting is empty, returns the server in the extension,
 * otherwise `linkwright` on the PATH. Throws `ServerError` if that server cannot be used.
 */
export async function findServer(extensionFolder: string, setting: string): Promise<Server> {
  const configured = setting.trim().replace(/^~(?=[/\\])/, homedir());
  const command = configured || (await bundled(extensionFolder)) || "linkwright";
  const version = await versionOf(command, configured !== "");
  if (!isAtLeast(version, MINIMUM_VERSION)) {
    throw new ServerError(
      `The server “${command}” has version ${version}, too old for this extension. ` +
        `Install ${MINIMUM_VERSION} or later.`,
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
        ? `There is no server at “${command}”. Correct the setting linkwright.server.path.`
        : "The server “linkwright” was not found on the PATH. Install it (in a checkout of " +
          "Linkwright: cargo install --path crates/linkwright), " +
          "or set linkwright.server.path to its path.";
      const reason = error.code === "ENOENT" ? missing : `“${command}” could not be started: ${error.message}`;
      throw new ServerError(reason, isConfigured);
    },
  );
  const version = /^linkwright (\d+\.\d+\.\d+)/.exec(output)?.[1];
  if (!version) throw new ServerError(`“${command}” is not the Linkwright server.`, isConfigured);
  return version;
}

/** Whether `version` is `minimum` or later; both are three numbers with dots. */
function isAtLeast(version: string, minimum: string): boolean {
  const [have, need] = [version, minimum].map((it) => it.split(".").map(Number));
  const differs = need!.findIndex((number, place) => have![place] !== number);
  return differs < 0 || have![differs]! > need![differs]!;
}
