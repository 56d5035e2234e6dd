/** A shoot on one page, for printing and for sending on. */
import { RATED_ATTRIBUTES, SCORED_NAMES } from '../../../src-shared/attribute.ts';
import type { ReportSettings, Shown } from '../../../src-shared/bridge.ts';
import { KeepersError, toErrorInfo } from '../../../src-shared/errors.ts';
import { escapeMarkup } from '../markup.ts';
import type { SheetRooms } from '../sheet.ts';
import {
  drawProfile,
  drawScores,
  drawSetting,
  quartilesOf,
  quartilesOfBins,
  shareBelow,
  valuesOf,
} from './drawings.ts';
import { reasonsFor, settingsInWords } from './reasons.ts';
import { settingShares } from './settings.ts';
import { STYLE } from './style.ts';
import type { ReportOf, ReportPhoto } from './types.ts';
import { recurringWeaknesses } from './weaknesses.ts';

/** Long edge of the best frames' pictures, pixels: sharp at a third of a printed page. */
const EDGE = 512;

export type ReportRooms = Pick<SheetRooms, 'write' | 'signal' | 'onPhoto'>;

/**
 * Makes a report: one HTML file that holds everything and runs nothing, and asks nothing of any network. Rejects with `report-empty`
 * where no photo has a score, `target-exists`, `disk-full` or `write-failed`. Best frames that cannot be read are named.
 */
export async function makeReport(
  given: ReportOf,
  { to, title }: ReportSettings,
  { write, signal, onPhoto }: ReportRooms,
): Promise<Shown> {
  const shoot = againstOthers(given);
  if (valuesOf(shoot.photos, 'aesthetic').length === 0) throw new KeepersError('report-empty');
  const failed: Shown['failed'] = [];
  const figures: string[] = [];
  for (const photo of shoot.best) {
    if (signal?.aborted === true) throw new KeepersError('cancelled');
    try {
      figures.push(await figureOf(photo, figures.length + 1, shoot.model));
    } catch (thrown) {
      failed.push({ name: photo.name, message: toErrorInfo(thrown).message });
    }
    onPhoto?.();
  }
  const name = escapeMarkup(title === '' ? 'Shoot report' : title);
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"><title>${name}</title><style>${STYLE}</style></head><body><header><h1>${name}</h1><p>${headline(shoot)}</p></header><main>${[
    section('Scores', scores(shoot)),
    section('Attributes', profile(shoot)),
    section('Recurring weaknesses', weaknesses(shoot)),
    section(`The best ${figures.length}`, best(figures), 'best'),
    section('Settings that go with the best frames', settings(shoot)),
  ].join('')}</main><footer>${footer(shoot)}</footer></body></html>\n`;
  await write(to, Buffer.from(page));
  return { files: [to], photos: shoot.photos.length, failed };
}

/** A library that holds nothing but this shoot is no measure for it. */
function againstOthers({ library, ...shoot }: ReportOf): ReportOf {
  const own = valuesOf(shoot.photos, 'aesthetic').length;
  return library !== undefined && library.photos > own ? { ...shoot, library } : shoot;
}

function section(title: string, content: string, kind = ''): string {
  const id = title.toLowerCase().replace(/[^a-z]+/g, '-');
  return `<section class="${kind}" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>`;
}

function headline({ photos }: ReportOf): string {
  const times = photos.flatMap(({ exif }) => exif.capturedAt ?? []).sort();
  const [first] = times;
  const last = times.at(-1);
  const span =
    first === undefined || last === undefined
      ? ''
      : first.slice(0, 10) === last.slice(0, 10)
        ? `, ${first.slice(0, 10)}, ${first.slice(11, 16)} to ${last.slice(11, 16)}`
        : `, ${first.slice(0, 10)} to ${last.slice(0, 10)}`;
  const cameras = [...new Set(photos.flatMap(({ exif }) => exif.camera ?? []))].sort();
  const by = cameras.length === 0 ? '' : ` · ${escapeMarkup(cameras.join(', '))}`;
  return `${plural(photos.length, 'frame')}${escapeMarkup(span)}${by}`;
}

function scores({ photos, library }: ReportOf): string {
  const values = valuesOf(photos, 'aesthetic');
  const { low, median, high } = quartilesOf(values);
  const unscored = photos.length - values.length;
  const usual = quartilesOfBins(library?.bins.aesthetic)?.median;
  const sentences = [
    `The median is ${median.toFixed(2)} of 5 (dashed); half of the frames lie between ${low.toFixed(2)} and ${high.toFixed(2)}.`,
    usual === undefined
      ? ''
      : `The library’s median is ${usual.toFixed(2)}, from ${plural(library?.photos ?? 0, 'photo')}; the line is its distribution, scaled to this shoot.`,
    unscored === 0 ? '' : `${plural(unscored, 'frame')} could not be scored.`,
  ];
  return `${drawScores(photos, library)}${paragraph(sentences)}`;
}

function profile({ photos, library }: ReportOf): string {
  const places = RATED_ATTRIBUTES.flatMap((attribute) => {
    const values = valuesOf(photos, attribute);
    const bins = library?.bins[attribute];
    if (values.length === 0 || bins === undefined) return [];
    const percent = Math.round(100 * shareBelow(bins, quartilesOf(values).median));
    return [{ name: SCORED_NAMES[attribute], percent }];
  }).sort((a, b) => b.percent - a.percent);
  const strongest = places[0];
  const weakest = places.at(-1);
  const words =
    strongest === undefined || weakest === undefined
      ? 'Bars are the middle half of the frames, with their median. There are no other photos to hold the shoot against.'
      : `Blue bars are the middle half of this shoot, grey ones above them that of the library, each with its median. Against the library ${strongest.name.toLowerCase()} stands highest: its median frame is better than ${strongest.percent} % of the library’s photos; ${weakest.name.toLowerCase()} lowest, better than ${weakest.percent} %.`;
  return `${drawProfile(photos, library)}${paragraph([words])}`;
}

function weaknesses(shoot: ReportOf): string {
  const found = recurringWeaknesses(shoot);
  if (found.length === 0) {
    return paragraph(['Nothing that can be measured goes wrong in one of twenty frames or more.']);
  }
  const rows = found.map(({ sentence, meaning, photos, of }) => {
    const percent = Math.round((100 * photos) / of);
    return `<tr><td>${escapeMarkup(sentence)}<small>${escapeMarkup(meaning)}</small></td><td class="bar"><span style="width:${percent}%"></span></td><td class="number">${percent} %</td></tr>`;
  });
  return `<table>${rows.join('')}</table>`;
}

function best(figures: readonly string[]): string {
  if (figures.length === 0) return paragraph(['No frame could be shown.']);
  const words = 'At most one frame of a burst; rejected frames are left out.';
  return `${paragraph([words])}<ol>${figures.join('')}</ol>`;
}

async function figureOf(
  photo: ReportPhoto,
  rank: number,
  model: ReportOf['model'],
): Promise<string> {
  const { bytes, width, height } = await photo.picture(EDGE);
  const name = escapeMarkup(photo.name);
  const score = photo.scored?.values.aesthetic;
  const reasons = reasonsFor(photo, model).map((reason) => `<li>${escapeMarkup(reason)}</li>`);
  const taken = [settingsInWords(photo.exif), photo.exif.capturedAt?.slice(11, 16) ?? '']
    .filter((part) => part !== '')
    .join(' · ');
  return `<li><img width="${Math.round(width)}" height="${Math.round(height)}" alt="${name}" src="data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}"><div><b>${rank}. ${name}</b> <span class="number">${score?.toFixed(2) ?? ''}</span><small>${escapeMarkup(taken)}</small><ul>${reasons.join('')}</ul></div></li>`;
}

function settings({ photos }: ReportOf): string {
  const found = settingShares(photos);
  if (found.length === 0) {
    return paragraph([
      'The frames tell no focal length, aperture or time, or all of them the same.',
    ]);
  }
  const drawn = found.map(
    (setting) =>
      `<figure><figcaption><b>${setting.name}</b> ${setting.unit}; ${plural(setting.photos, 'frame')}</figcaption>${drawSetting(setting)}</figure>`,
  );
  const words =
    'Share of the frames with each setting that are among the best quarter of the shoot, with its 95 % interval and the number of frames below. At the dashed line a setting makes no difference. Settings go with subjects and light: this says what went together here, not what to set.';
  return `<div class="settings">${drawn.join('')}</div>${paragraph([words])}`;
}

function footer({ model }: ReportOf): string {
  const by = model === undefined ? '' : `Scored by ${escapeMarkup(model.name)}. `;
  return `${by}A score is a suggestion: the decision is the photographer’s. Made by Keepers.`;
}

function paragraph(sentences: readonly string[]): string {
  return `<p>${escapeMarkup(sentences.filter((sentence) => sentence !== '').join(' '))}</p>`;
}

/** "1 frame", "1,234 frames". */
function plural(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
}
