// A vault on disk, written in one string with `//- /path` headers, as in the Rust tests.

import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

/** Returns the files in `text`: contents by path. */
export function parse(text) {
  const parts = text.split(/^\/\/- \/(.*)\n/m).slice(1);
  const files = {};
  for (let i = 0; i < parts.length; i += 2) files[parts[i]] = parts[i + 1];
  return files;
}

export class Vault {
  static #parents = [];

  /** Removes every folder that was created here. */
  static async removeAll() {
    for (const parent of Vault.#parents.splice(0)) await rm(parent, { recursive: true, force: true });
  }

  /** Writes the files in `text` to a new folder. */
  static async of(text) {
    const vault = await Vault.empty();
    for (const [path, contents] of Object.entries(parse(text))) await vault.write(path, contents);
    return vault;
  }

  /** Returns a copy of `folder`. */
  static async copy(folder) {
    const vault = await Vault.empty();
    await cp(folder, vault.folder, { recursive: true });
    return vault;
  }

  /** Creates an empty folder called `notes`. */
  static async empty() {
    const parent = await mkdtemp(join(tmpdir(), "linkwright-vault-"));
    Vault.#parents.push(parent);
    const folder = join(parent, "notes");
    await mkdir(folder);
    return new Vault(folder);
  }

  constructor(folder) {
    this.folder = folder;
  }

  /** Gives the folder the files in `text`, and no others. */
  async restore(text) {
    const files = parse(text);
    for (const path of Object.keys(await this.files())) {
      if (!(path in files)) await rm(join(this.folder, path));
    }
    for (const [path, contents] of Object.entries(files)) {
      if ((await this.files())[path] !== contents) await this.write(path, contents);
    }
  }

  async write(path, contents) {
    const file = join(this.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, contents);
  }

  /** Returns all files in the folder: contents by path. */
  async files() {
    const found = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const paths = found.filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name));
    const read = async (path) => [relative(this.folder, path), await readFile(path, "utf8")];
    return Object.fromEntries((await Promise.all(paths.map(read))).sort());
  }
}
