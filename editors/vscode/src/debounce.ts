/** Debouncing: one call instead of many in quick succession. */

import type { Disposable } from "vscode";

export interface Debounced extends Disposable {
  call(): void;
}

/** Runs `action` when `milliseconds` have passed since the last `call`. */
export function debounce(action: () => void, milliseconds: number): Debounced {
  let timer: NodeJS.Timeout | undefined;
  return {
    call: () => {
      clearTimeout(timer);
      timer = setTimeout(action, milliseconds);
    },
    dispose: () => clearTimeout(timer),
  };
}
