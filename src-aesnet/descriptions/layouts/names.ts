import { SPACES, type Space } from '../units.ts';

/** Other spellings of the seven names in published data. */
const OTHER_NAMES: Readonly<Record<string, Space>> = {
  colour: 'color',
  lighting: 'light',
  dof: 'depth_of_field',
  technical: 'technical_quality',
  quality: 'technical_quality',
};

/** The attribute that a name in other people's data means, whatever its case and separators; undefined for one that is none of ours. */
export function spaceNamed(name: string): Space | undefined {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');
  return SPACES.find((space) => space === plain) ?? OTHER_NAMES[plain];
}
