/**
 * What differs between the hosts of the renderer: how it reaches the engine, and where pictures are.
 *
 * Electron's preload puts a `KeepersHost` on the window; a page without one was served by
 * `keepers serve` and finds the bridge at a WebSocket.
 */
import type { PictureKind } from './bridge.ts';

/** What a native menu asks of the page: the same commands as its own keys. */
export const HOST_COMMANDS = [
  'open-folder',
  'undo',
  'redo',
  'show-grid',
  'show-loupe',
  'show-compare',
  'show-survey',
  'toggle-panels',
  'zoom-in',
  'zoom-out',
  'find',
  'show-keys',
  'show-models',
] as const;
export type HostCommand = (typeof HOST_COMMANDS)[number];

/** `window.keepersHost`, in Electron alone. */
export interface KeepersHost {
  readonly kind: 'electron';
  /**
   * Asks for a fresh port to the engine. It arrives as a window message whose data is `PORT_MESSAGE` and
   * whose `ports[0]` is the port: a MessagePort cannot cross the context bridge any other way.
   */
  connect(): void;
  /** The system's dialog; undefined when it was dismissed. */
  openFolderDialog(): Promise<string | undefined>;
  /** Opens photos in the person's editor. Rejects with what went wrong. */
  openInEditor(ids: readonly number[]): Promise<void>;
  /** From a `dragstart` that was prevented: lets the photos' files be dropped into other programs. */
  startDrag(ids: readonly number[]): void;
  /** Opens the loupe's page on the other screen. */
  openSecondScreen(): void;
  /** Listens to the native menu; returns how to stop. */
  onCommand(listener: (command: HostCommand) => void): () => void;
}

/** The data of the window message that carries the engine's port. */
export const PORT_MESSAGE = 'keepers:port';

/** Where the browser host offers the bridge. */
export const BRIDGE_PATH = '/bridge';

/**
 * The address of a photo's picture. `version` is the photo's `pictureVersion`: with it the answer may be
 * cached for good.
 */
export function pictureAddress(
  host: KeepersHost['kind'] | 'browser',
  id: number,
  kind: PictureKind,
  version?: string,
): string {
  const base = host === 'electron' ? 'photo://catalogue' : '/photo';
  const query = version === undefined ? '' : `?v=${encodeURIComponent(version)}`;
  return `${base}/${id}/${kind}${query}`;
}

/** A picture's address, taken apart again: the part after `/photo` or `photo://catalogue`. */
export function parsePicturePath(path: string): { id: number; kind: string } | undefined {
  const match = /^\/([1-9][0-9]{0,15})\/([a-z]+)$/.exec(path);
  if (match === null) return undefined;
  const id = Number(match[1]);
  return Number.isSafeInteger(id) ? { id, kind: match[2] ?? '' } : undefined;
}
