import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { seenIn } from './exiftool.ts';
import { run, versionOf } from './run.ts';
import type { Editor } from './types.ts';

const version = versionOf('exiv2', ['--version'], /exiv2 ([\d.]+)/);

const EMPTY = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>`;

export const exiv2: Editor = {
  name: 'Exiv2',
  profile: 'lightroom',
  ...(version === undefined ? { missing: 'exiv2 is not installed' } : { version }),
  how: '`exiv2` on the sidecar: Xmp.xmp.Rating, Xmp.xmpDM.good, Xmp.xmp.Label',
  async read(folder, names) {
    const seen = new Map<string, ReturnType<typeof seenIn>>();
    for (const name of names) {
      const output = await run('exiv2', ['-PXkv', path.join(folder, `${name}.xmp`)], 60);
      const value = (key: string) =>
        new RegExp(`^${key.replaceAll('.', '\\.')}\\s+(.*)$`, 'm').exec(output)?.[1];
      seen.set(
        name,
        seenIn({
          Rating: value('Xmp.xmp.Rating'),
          Good: value('Xmp.xmpDM.good'),
          Label: value('Xmp.xmp.Label'),
        }),
      );
    }
    return seen;
  },
  async write(folder, cases) {
    for (const { name, verdict } of cases) {
      const { stars, flag, color } = verdict;
      const file = path.join(folder, `${name}.xmp`);
      if (!existsSync(file)) writeFileSync(file, EMPTY);
      const label = `${color.charAt(0).toUpperCase()}${color.slice(1)}`;
      await run(
        'exiv2',
        [
          `-Mset Xmp.xmp.Rating ${flag === 'reject' && stars === 0 ? -1 : stars}`,
          ...(flag === 'none'
            ? ['-Mdel Xmp.xmpDM.good', '-Mdel Xmp.xmpDM.pick']
            : [
                `-Mset Xmp.xmpDM.good ${flag === 'pick' ? 'True' : 'False'}`,
                `-Mset Xmp.xmpDM.pick ${flag === 'pick' ? 1 : -1}`,
              ]),
          ...(color === 'none'
            ? ['-Mdel Xmp.xmp.Label', '-Mdel Xmp.photoshop.LabelColor']
            : [`-Mset Xmp.xmp.Label ${label}`, `-Mset Xmp.photoshop.LabelColor ${color}`]),
          ...['modify', file],
        ],
        60,
      );
    }
    return new Map(cases.map(({ name, verdict }) => [name, verdict]));
  },
};
