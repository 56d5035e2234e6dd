/** The rules of smart collections as a person chooses and reads them. */
import { RATED_ATTRIBUTES, SCORED, SCORED_NAMES } from '../../src-shared/attribute.ts';
import type { Filter } from '../../src-shared/bridge.ts';
import type { GroupRuleKind, POSITIONS, Rule, Rules } from '../../src-shared/collection.ts';

/** What a rule is about, as one word: the values of the choice in the editor. */
export type Subject =
  | `score:${(typeof SCORED)[number]}`
  | `residual:${(typeof RATED_ATTRIBUTES)[number]}`
  | 'exif:iso'
  | 'exif:shutter'
  | 'exif:aperture'
  | 'exif:focalLength'
  | 'text:camera'
  | 'text:lens'
  | 'captured'
  | 'stars'
  | 'flag'
  | 'color'
  | 'undecided'
  | 'format'
  | 'group'
  | 'position';

export const SUBJECTS: readonly {
  readonly heading: string;
  readonly subjects: readonly (readonly [Subject, string])[];
}[] = [
  {
    heading: 'Verdict',
    subjects: [
      ['undecided', 'Undecided'],
      ['stars', 'Stars'],
      ['flag', 'Flag'],
      ['color', 'Colour label'],
    ],
  },
  {
    heading: 'Score',
    subjects: SCORED.map((of) => [
      `score:${of}`,
      of === 'aesthetic' ? 'Overall score' : SCORED_NAMES[of],
    ]),
  },
  {
    heading: 'Departure from what the overall score lets expect',
    subjects: RATED_ATTRIBUTES.map((of) => [`residual:${of}`, `${SCORED_NAMES[of]}, departure`]),
  },
  {
    heading: 'Camera',
    subjects: [
      ['text:camera', 'Camera'],
      ['text:lens', 'Lens'],
      ['exif:iso', 'ISO'],
      ['exif:shutter', 'Shutter, seconds'],
      ['exif:aperture', 'Aperture, ƒ/'],
      ['exif:focalLength', 'Focal length, mm'],
      ['captured', 'Taken'],
    ],
  },
  {
    heading: 'Photo',
    subjects: [
      ['format', 'Format'],
      ['group', 'Group'],
      ['position', 'Place in its group'],
    ],
  },
];

export const GROUP_RULE_NAMES: Readonly<Record<GroupRuleKind, string>> = {
  burst: 'Burst',
  duplicates: 'Near duplicates',
  bracket: 'Bracket',
  'focus-stack': 'Focus stack',
  panorama: 'Panorama',
  pair: 'Pair',
  none: 'On its own',
};

export const POSITION_NAMES: Readonly<Record<(typeof POSITIONS)[number], string>> = {
  first: 'First',
  later: 'Not the first',
  suggested: 'Suggested',
};

export function subjectOf(rule: Rule): Subject {
  switch (rule.of) {
    case 'score':
      return `score:${rule.score}`;
    case 'residual':
      return `residual:${rule.attribute}`;
    case 'exif':
      return `exif:${rule.value}`;
    case 'text':
      return `text:${rule.value}`;
    default:
      return rule.of;
  }
}

/** A rule to begin with; some still lack a value, which the editor says. */
export function ruleAbout(subject: Subject): Rule {
  for (const score of SCORED)
    if (subject === `score:${score}`) return { of: 'score', score, min: 3.5 };
  for (const attribute of RATED_ATTRIBUTES) {
    if (subject === `residual:${attribute}`) return { of: 'residual', attribute, min: 0.2 };
  }
  switch (subject) {
    case 'exif:iso':
      return { of: 'exif', value: 'iso', min: 1600 };
    case 'exif:shutter':
      return { of: 'exif', value: 'shutter', max: 1 / 250 };
    case 'exif:aperture':
      return { of: 'exif', value: 'aperture', max: 2.8 };
    case 'exif:focalLength':
      return { of: 'exif', value: 'focalLength', min: 85 };
    case 'text:camera':
      return { of: 'text', value: 'camera', is: 'is', text: '' };
    case 'text:lens':
      return { of: 'text', value: 'lens', is: 'is', text: '' };
    case 'stars':
      return { of: 'stars', min: 4 };
    case 'flag':
      return { of: 'flag', any: ['pick'] };
    case 'color':
      return { of: 'color', any: ['red'] };
    case 'format':
      return { of: 'format', any: ['raw'] };
    case 'group':
      return { of: 'group', any: ['burst'] };
    case 'position':
      return { of: 'position', any: ['first'] };
    case 'captured':
      return { of: 'captured' };
    default:
      return { of: 'undecided' };
  }
}

/** The filters of the view as rules; the place, the name and the person's own score stay behind. One rule at least. */
export function firstRules(filter: Filter): Rules {
  const { score, stars, flags, colors, formats, from, to } = filter;
  const rules: Rule[] = [
    ...(score === undefined || score.of === 'personal'
      ? []
      : [
          {
            of: 'score' as const,
            score: score.of,
            ...(score.min !== undefined && { min: score.min }),
            ...(score.max !== undefined && { max: score.max }),
          },
        ]),
    ...(stars === undefined ? [] : [{ of: 'stars' as const, ...stars }]),
    ...(flags === undefined ? [] : [{ of: 'flag' as const, any: [...flags] }]),
    ...(colors === undefined ? [] : [{ of: 'color' as const, any: [...colors] }]),
    ...(formats === undefined ? [] : [{ of: 'format' as const, any: [...formats] }]),
    ...(from === undefined && to === undefined
      ? []
      : [
          {
            of: 'captured' as const,
            ...(from !== undefined && { from }),
            ...(to !== undefined && { to }),
          },
        ]),
  ];
  return { match: 'all', rules: rules.length === 0 ? [ruleAbout('score:aesthetic')] : rules };
}

/** Seconds of `1/250`, `0.5`, `2 s`; undefined for an empty field, NaN for what is no time. */
export function parseShutter(text: string): number | undefined {
  const plain = text.trim().replace(/\s*s$/i, '').replace(',', '.');
  if (plain === '') return undefined;
  const fraction = /^(\d+(?:\.\d+)?)\s*\/\s*(\d+(?:\.\d+)?)$/.exec(plain);
  const seconds = fraction === null ? Number(plain) : Number(fraction[1]) / Number(fraction[2]);
  return seconds > 0 && Number.isFinite(seconds) ? seconds : Number.NaN;
}

/** `1/250` or `0.5`, as it is typed. */
export function shutterText(seconds: number | undefined): string {
  if (seconds === undefined || Number.isNaN(seconds)) return '';
  return seconds >= 0.3 ? String(Number(seconds.toPrecision(3))) : `1/${Math.round(1 / seconds)}`;
}
