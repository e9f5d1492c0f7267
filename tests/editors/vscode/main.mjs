// usage: node main.mjs INSTALLED VSIX SERVER PICTURES [NAME…]: runs all cases, or those whose name contains a NAME.

import { mkdir, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";

import { Editor } from "./editor.mjs";
import { Vault } from "./vault.mjs";

const [installed, vsix, server, pictures, ...wanted] = process.argv.slice(2).map((it, i) => (i < 4 ? resolve(it) : it));
const folder = join(import.meta.dirname, "cases");
const files = (await readdir(folder)).filter((name) => name.endsWith(".mjs")).sort();
const all = (await Promise.all(files.map((name) => import(join(folder, name))))).flatMap((it) => Object.entries(it));
// Those that share a window first, which is closed before the others.
const shares = ([, run]) => /^async function \w+\(\{ shared/.test(run.toString());
const cases = [...all.filter(shares), ...all.filter((it) => !shares(it))];
await mkdir(pictures, { recursive: true });
const editor = await Editor.start(installed, vsix);
const failed = [];
/** The window of the last case, for the next one that does not need its own. */
let kept;
for (const [name, run] of cases) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue;
  // On a busy machine, a browser may lose a key: a failed case is tried a second time, and this is reported.
  if ((await passes(name, run)) || (await passes(name, run))) continue;
  failed.push(name.replaceAll("_", " "));
}
await kept?.window.close();
await editor.stop();
await Vault.removeAll();
// The last line has the names, so that the end of a log is enough.
console.log(failed.length === 0 ? "all passed" : `${failed.length} failed: ${failed.join("; ")}`);
process.exit(failed.length === 0 ? 0 : 1);

async function passes(name, run) {
  const title = name.replaceAll("_", " ");
  console.log(title);
  const started = Date.now();
  const open = [];
  const session = {
    /** Opens a window on `vault`. It is closed when the case ends. */
    async window(vault, settings = {}, size = undefined) {
      await kept?.window.close();
      kept = undefined;
      open.push(await editor.open(vault.folder, settings, size));
      return open.at(-1);
    },
    /**
     * A vault with these notes and a window on it: those of the case before, reset. Opening a window takes
     * several times as long as the rest of most cases. The server notices the new notes a moment later, so a
     * case must wait for what it expects.
     */
    async shared(notes) {
      if (kept) {
        await kept.window.reset();
        await kept.vault.restore(notes);
      } else {
        const vault = await Vault.of(notes);
        kept = { vault, window: await editor.open(vault.folder, {}) };
      }
      return { vault: kept.vault, editor: kept.window };
    },
    picture: (window, name) => window.picture(join(pictures, `${name}.png`)),
    /** The path of a server outside the extension. */
    server,
  };
  try {
    await run(session);
    for (const window of [...open, kept?.window]) await window?.step();
    console.log(`ok      ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    console.log(`FAILED  ${title}\n${error.stack}`);
    for (const window of [...open, kept?.window]) {
      await window?.picture(join(pictures, `failed-${name}.png`)).catch(() => {});
    }
    await kept?.window.close();
    kept = undefined;
    return false;
  } finally {
    for (const window of open) await window.close();
  }
}
