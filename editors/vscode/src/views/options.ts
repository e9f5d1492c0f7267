/** How a view is shown: as a tree or a list, its order, and its filter. */

import * as vscode from "vscode";

export type Layout = "tree" | "list";
export type Order = "name" | "count";

export interface Options {
  layout: Layout;
  order: Order;
  /** Text that a row must contain. It is not kept when the window closes. */
  filter: string;
}

/** Whether one of `texts` contains the filter, without regard to case. */
export function matches({ filter }: Options, ...texts: string[]): boolean {
  const wanted = filter.toLowerCase();
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

/** Returns `items` in the order of the view. They are sorted by name; of equal counts, the first stays first. */
export function ordered<T>(items: T[], { order }: Options, count: (item: T) => number): T[] {
  return order === "count" ? [...items].sort((a, b) => count(b) - count(a)) : items;
}

/**
 * The options of the view `id`, with its commands. Layout and order are kept for the workspace. The menus in
 * package.json check them as context keys: `ID.layout`, `ID.order` and `ID.filtered`.
 */
export class ViewOptions implements vscode.Disposable {
  readonly current: Options;
  private readonly commands: vscode.Disposable;

  constructor(
    private readonly id: string,
    layout: Layout,
    private readonly memento: vscode.Memento,
    private readonly changed: () => void,
  ) {
    const defaults: Options = { layout, order: "name", filter: "" };
    this.current = { ...defaults, ...memento.get<Partial<Options>>(id), filter: "" };
    const commands: Record<string, () => unknown> = {
      viewAsTree: () => this.set({ layout: "tree" }),
      viewAsList: () => this.set({ layout: "list" }),
      sortByName: () => this.set({ order: "name" }),
      sortByCount: () => this.set({ order: "count" }),
      filter: () => this.askForFilter(),
      clearFilter: () => this.set({ filter: "" }),
    };
    this.commands = vscode.Disposable.from(
      ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`${id}.${name}`, run)),
    );
    this.publish();
  }

  dispose(): void {
    this.commands.dispose();
  }

  private set(change: Partial<Options>): void {
    Object.assign(this.current, change);
    const { layout, order } = this.current;
    void this.memento.update(this.id, { layout, order });
    this.publish();
    this.changed();
  }

  private publish(): void {
    const { layout, order, filter } = this.current;
    for (const [key, value] of Object.entries({ layout, order, filtered: filter !== "" })) {
      void vscode.commands.executeCommand("setContext", `${this.id}.${key}`, value);
    }
  }

  /** Filters while the user types. Escape restores the filter from before. */
  private async askForFilter(): Promise<void> {
    const before = this.current.filter;
    await vscode.commands.executeCommand(`${this.id}.focus`, { preserveFocus: true });
    const input = vscode.window.createInputBox();
    Object.assign(input, { title: "Filter", placeholder: "Text to find in the rows", value: before });
    input.onDidChangeValue((value) => this.set({ filter: value.trim() }));
    let accepted = false;
    input.onDidAccept(() => {
      accepted = true;
      input.hide();
    });
    input.onDidHide(() => {
      if (!accepted) this.set({ filter: before });
      input.dispose();
    });
    input.show();
  }
}
