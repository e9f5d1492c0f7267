/** A call that waits until no other has come for a while. */

import type { Disposable } from "vscode";

export interface Debounced extends Disposable {
  call(): void;
}

/** Calls `action` once `milliseconds` have passed since the last `call`. */
export function debounced(action: () => void, milliseconds: number): Debounced {
  let timer: NodeJS.Timeout | undefined;
  return {
    call: () => {
      clearTimeout(timer);
      timer = setTimeout(action, milliseconds);
    },
    dispose: () => clearTimeout(timer),
  };
}
