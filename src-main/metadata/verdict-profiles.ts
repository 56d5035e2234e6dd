import type { Profile, Verdict } from '../../src-shared/verdict.ts';
import {
  COLOR_CLASS,
  COLOR_LABEL,
  DARKTABLE_LABELS,
  DARKTABLE_VERSION,
  GOOD,
  KEPT_STARS,
  LABEL,
  LABEL_COLOR,
  MICROSOFT_RATING,
  PICK,
  PICK_LABEL,
  RATING,
  TAGGED,
  URGENCY,
} from './verdict-properties.ts';
import type { Property, XmpPacket } from './xmp.ts';

/*
 * [Note: what a profile writes]
 *
 * A profile adds the encodings that its editor reads, and one for each part of a verdict that the editor has
 * no field for, so that nothing is lost on the way back. An encoding that is there already and says something
 * else is brought into line whatever the profile, so that a file never disagrees with itself; one that says the
 * same is left as it stands: `xmp:Rating="-1"` on a rejected photo without stars, a localised label beside the
 * right LabelColor, digiKam's "pending" on a photo without a flag, its orange, which Keepers does not have, on one
 * without a colour.
 *
 * darktable leaves what it does not know where it stands. So its profile does not add a second encoding of what
 * darktable changes (a label by name, a rejection by `xmpDM:pick`), which would be out of date the moment it did.
 */

export interface ProfileRules {
  /** A rejected photo has the rating -1, and its stars stand in a property of our own. */
  readonly rejectsByRating: boolean;
  /** A rejected photo is in Photo Mechanic's class 8. */
  readonly rejectsByTrash: boolean;
  /** Whether this property is added for a verdict. */
  adds(property: Property, verdict: Verdict): boolean;
}

/** `photo.xmp`, or `photo.ext.xmp`. */
export type SidecarNaming = 'shared' | 'extension';

/** What a profile writes into sidecars of each naming that its editors look for. */
type ProfileFiles = { readonly [N in SidecarNaming]?: ProfileRules };

function adding(
  properties: readonly Property[],
  rejects: { byRating?: boolean; byTrash?: boolean } = {},
): ProfileRules {
  return {
    rejectsByRating: rejects.byRating ?? false,
    rejectsByTrash: rejects.byTrash ?? false,
    adds: (property) => properties.includes(property),
  };
}

const FOR_LIGHTROOM = [RATING, PICK, GOOD, LABEL, LABEL_COLOR];
const FOR_DIGIKAM = [RATING, PICK_LABEL, LABEL, COLOR_LABEL, MICROSOFT_RATING];

const DARKTABLE: ProfileRules = {
  rejectsByRating: true,
  rejectsByTrash: false,
  adds: (property, { flag }) =>
    [RATING, KEPT_STARS, DARKTABLE_LABELS].includes(property) ||
    (flag === 'pick' && [PICK, GOOD].includes(property)),
};
const DIGIKAM = adding(FOR_DIGIKAM);

/** What is there is brought into line, and nothing added. */
export const NOTHING_ADDED = adding([]);

const PROFILES: Readonly<Record<Profile, ProfileFiles>> = {
  lightroom: { shared: adding(FOR_LIGHTROOM) },
  // Capture One has no flag: Lightroom's properties keep it.
  captureone: { shared: adding(FOR_LIGHTROOM) },
  photomechanic: {
    shared: adding([RATING, LABEL, COLOR_CLASS, TAGGED, URGENCY], { byTrash: true }),
  },
  darktable: { extension: DARKTABLE },
  digikam: { extension: DIGIKAM },
  all: {
    extension: adding([...FOR_DIGIKAM, DARKTABLE_LABELS, KEPT_STARS], { byRating: true }),
    // Where there is a `photo.xmp`, digiKam reads that one.
    shared: adding([...FOR_LIGHTROOM, ...FOR_DIGIKAM, COLOR_CLASS, TAGGED, URGENCY], {
      byTrash: true,
    }),
  },
};

/** The sidecars that a profile's editors look for, in the order in which they are read. */
export function namingsOf(profile: Profile): readonly SidecarNaming[] {
  return (['extension', 'shared'] as const).filter(
    (naming) => PROFILES[profile][naming] !== undefined,
  );
}

/**
 * What is written into a packet. One that the profile's editors do not look for is kept true for the editor that
 * wrote it.
 */
export function rulesFor(
  profile: Profile,
  where: SidecarNaming | 'embedded',
  packet: XmpPacket,
): ProfileRules {
  const { shared, extension } = PROFILES[profile];
  const own =
    where === 'extension' ? extension : (shared ?? (where === 'embedded' ? extension : undefined));
  if (own !== undefined) return own;
  if (packet.has(DARKTABLE_VERSION)) return DARKTABLE;
  if (packet.has(PICK_LABEL) || packet.has(COLOR_LABEL)) return DIGIKAM;
  return shared ?? extension ?? DARKTABLE;
}
