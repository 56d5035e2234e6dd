/** The dialogs at the two ends of a shoot. */
export type DialogName = 'import' | 'deliver' | 'show' | 'report' | 'keep' | 'relink';

/** Which of them is open, and what was last typed into each. */
export class Dialogs {
  open = $state<DialogName>();
  /** The root that a dialog is about. */
  rootId = $state<number>();

  show(name: DialogName, rootId?: number): void {
    this.rootId = rootId;
    this.open = name;
  }

  close(): void {
    this.open = undefined;
  }
}

/** What was last typed into a dialog, on this machine alone: names of folders and of the photographer. */
export function recall<T extends object>(name: string, defaults: T): T {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(`keepers.${name}`) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return { ...defaults };
    const known = Object.entries(kept).filter(
      ([key, value]) => key in defaults && typeof value === typeof defaults[key as keyof T],
    );
    return { ...defaults, ...(Object.fromEntries(known) as Partial<T>) };
  } catch {
    return { ...defaults };
  }
}

export function remember(name: string, values: object): void {
  try {
    localStorage.setItem(`keepers.${name}`, JSON.stringify(values));
  } catch {
    // A browser that keeps nothing: the fields begin with their defaults.
  }
}
