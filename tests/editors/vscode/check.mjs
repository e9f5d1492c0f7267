// Waits for conditions. A timeout shows what was expected.

import { deepStrictEqual } from "node:assert";

/**
 * Maximum time for one condition, in seconds. A condition takes one to three seconds on an idle machine, and
 * up to thirty on one core of a busy one. A case that fails takes it once or twice. The environment variable
 * PATIENCE overrides it, to see failures sooner.
 */
export const PATIENCE = Number(process.env.PATIENCE ?? 120);

/** Waits until `ask` returns true. Throws an error that names `what` and the last result if it never does. */
export async function until(what, ask, seconds = PATIENCE) {
  const end = Date.now() + seconds * 1000;
  let last;
  do {
    try {
      last = await ask();
      if (last === true) return;
    } catch (error) {
      last = error.message;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  } while (Date.now() < end);
  throw new Error(`${what}: still ${JSON.stringify(last, undefined, 1)}`);
}

/** Waits until `ask` returns `expected`. */
export async function eventually(what, ask, expected) {
  let seen;
  const same = async () => {
    seen = await ask();
    deepStrictEqual(seen, expected);
    return true;
  };
  await until(what, same).catch(() => deepStrictEqual(seen, expected, what));
}
