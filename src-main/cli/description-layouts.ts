/** How a person says on the command line what other people's data means. */
import {
  LAYOUT_FIELDS,
  OWN_SCALE,
  type ImportLayout,
  type SourceScale,
} from '../training/descriptions/index.ts';
import { usageError } from './usage.ts';

/** The layout that is named, with `--map` (each OURS=THEIRS, several by commas) and `--scale` (LOW:HIGH). Throws `bad-usage`. */
export function importLayout(
  layout: string | undefined,
  maps: readonly string[],
  givenScale: string | undefined,
): ImportLayout {
  const scale = scaleOf(givenScale);
  switch (layout) {
    case 'aesclip': {
      const pairs = pairsOf(maps, LAYOUT_FIELDS.aesclip);
      return { layout, scale, names: new Map(pairs.map(([ours, theirs]) => [theirs, ours])) };
    }
    case 'table': {
      const mapping = new Map(pairsOf(maps, LAYOUT_FIELDS.table));
      if (!mapping.has('id')) {
        throw usageError('--map: say which column holds the id, as in “--map id=image_name”.');
      }
      if (!LAYOUT_FIELDS.aesclip.some((space) => mapping.has(space))) {
        throw usageError('--map: name at least one column of comments, as in “light=comment”.');
      }
      return { layout, scale, mapping };
    }
    default:
      throw usageError('descriptions import: name the layout with --layout: aesclip or table.');
  }
}

function pairsOf<Field extends string>(
  maps: readonly string[],
  fields: readonly Field[],
): [Field, string][] {
  const pairs = maps
    .flatMap((map) => map.split(','))
    .map((pair): [Field, string] => {
      const at = pair.indexOf('=');
      const ours = fields.find((field) => field === pair.slice(0, at).trim());
      const theirs = pair.slice(at + 1).trim();
      if (at < 0 || theirs === '' || ours === undefined) {
        throw usageError(
          `--map: expected NAME=THEIRS with one of ${fields.join(', ')} for the name, received “${pair}”.`,
        );
      }
      return [ours, theirs];
    });
  return pairs;
}

function scaleOf(given: string | undefined): SourceScale {
  if (given === undefined) return OWN_SCALE;
  const match = /^(-?\d+(?:\.\d+)?):(-?\d+(?:\.\d+)?)$/.exec(given);
  const [low, high] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || low >= high) {
    throw usageError(
      `--scale: expected the lowest and the highest rating, as in 1:10, received “${given}”.`,
    );
  }
  return { low, high };
}
