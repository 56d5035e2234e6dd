import * as v from 'valibot';
import { DEFAULT_BURST_GAP } from '../../src-shared/group.ts';
import { SettingsSchema, type Settings } from '../../src-shared/bridge.ts';
import type { Connection } from './connection.ts';

const GIGABYTE = 1_000_000_000;

const DEFAULTS: Settings = {
  theme: 'dark',
  autoAdvance: false,
  hideScores: false,
  previewCacheBytes: 20 * GIGABYTE,
  termsSeen: false,
  burstGap: DEFAULT_BURST_GAP,
  profile: 'lightroom',
};

/** The settings; what was never set has its default. */
export function readSettings(connection: Connection): Settings {
  const rows = connection.all<{ key: string; value: string }>('SELECT key, value FROM setting');
  const stored = Object.fromEntries(
    rows.map(({ key, value }) => [key, JSON.parse(value) as unknown]),
  );
  return v.parse(SettingsSchema, { ...DEFAULTS, ...stored });
}

/** Sets what is named and answers with all settings. */
export function writeSettings(connection: Connection, change: Partial<Settings>): Settings {
  connection.transaction(() => {
    for (const [key, value] of Object.entries(change)) {
      if (value === undefined) continue;
      connection.run(
        'INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)',
        key,
        JSON.stringify(value),
      );
    }
  });
  return readSettings(connection);
}
