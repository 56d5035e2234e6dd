import type { Format } from '../../../src-shared/photo.ts';
import { shotOf } from './clock.ts';
import { compareNames, comparePaths } from './order.ts';
import type { GroupingPhoto, Movie, Pair } from './types.ts';

/** What cameras write beside a RAW. Other formats of the same name are somebody's export: photos of their own. */
const RENDERED: ReadonlySet<Format> = new Set(['jpeg', 'heic']);
/** Both files of one exposure bear one time; a writer may have rounded it to its second. */
const SAME_TIME_MS = 1000;
/** A Live Photo's film begins before the photo and ends after it; other films are as long as one likes. */
const MOVIE_TIME_MS = 10_000;
/** How much is done between two pauses. */
const PHOTOS_A_STEP = 5_000;
/** Zones are whole quarters of an hour from UTC. */
const ZONE_STEP_MS = 15 * 60_000;

/**
 * Finds the files of one exposure: a RAW and its JPEG or HEIC, and a film beside either. They lie in one
 * folder, share their name but for its ending (case aside), come from one camera, and nothing that is known of
 * their times speaks against it.
 *
 * Answers with every photo exactly once: those that are alone as pairs of one. Pauses now and then.
 */
export function* findPairs<P extends GroupingPhoto>(
  photos: readonly P[],
  movies: readonly Movie[] = [],
): Generator<undefined, Pair<P>[]> {
  const stems = new Map<string, { photos: P[]; movies: Movie[] }>();
  const at = (item: GroupingPhoto | Movie) => {
    const key = `${item.folder}\0${stemOf(item.name).normalize('NFC').toLowerCase()}`;
    let place = stems.get(key);
    if (place === undefined) stems.set(key, (place = { photos: [], movies: [] }));
    return place;
  };
  let done = 0;
  for (const photo of photos) {
    at(photo).photos.push(photo);
    if (++done % PHOTOS_A_STEP === 0) yield;
  }
  for (const movie of movies) at(movie).movies.push(movie);
  const pairs: Pair<P>[] = [];
  for (const place of stems.values()) {
    if (++done % PHOTOS_A_STEP === 0) yield;
    const [only] = place.photos;
    if (place.photos.length === 1 && place.movies.length === 0 && only !== undefined) {
      pairs.push({ photos: [only] });
    } else pairs.push(...pairsOfStem(place.photos, place.movies));
  }
  return pairs;
}

/** Whether a film beside this photo may be one half of it: phones write such. Others keep films for themselves. */
export function mayHaveMovie({ format, exif }: GroupingPhoto): boolean {
  return format === 'heic' || exif.contentId !== undefined || /^apple\b/i.test(exif.camera ?? '');
}

function pairsOfStem<P extends GroupingPhoto>(
  photos: readonly P[],
  movies: readonly Movie[],
): Pair<P>[] {
  const sorted = photos.toSorted(compareNames);
  const rendered = sorted.filter(({ format }) => RENDERED.has(format));
  const films = movies.toSorted(comparePaths);
  const pairs: Pair<P>[] = [];
  const withMovie = (members: readonly [P, ...P[]]): Pair<P> => {
    // Apple's name stands in the rendered file alone.
    const movie = take(films, (film) => members.every((photo) => isItsMovie(photo, film)));
    return { photos: members, ...(movie !== undefined && { movie }) };
  };
  for (const raw of sorted.filter(({ format }) => format === 'raw')) {
    const beside = take(rendered, (photo) => isSameExposure(raw, photo));
    pairs.push(withMovie(beside === undefined ? [raw] : leadFirst(raw, beside)));
  }
  for (const photo of rendered) pairs.push(withMovie([photo]));
  for (const photo of sorted) {
    if (photo.format !== 'raw' && !RENDERED.has(photo.format)) pairs.push({ photos: [photo] });
  }
  return pairs;
}

/** The RAW stands for the pair, unless its time is not known (it could not be decoded) and the other's is. */
function leadFirst<P extends GroupingPhoto>(raw: P, rendered: P): readonly [P, P] {
  const isBlank = raw.exif.capturedAt === undefined && rendered.exif.capturedAt !== undefined;
  return isBlank ? [rendered, raw] : [raw, rendered];
}

/** Takes the first item that fits out of the list. */
function take<T>(list: T[], fits: (item: T) => boolean): T | undefined {
  const index = list.findIndex(fits);
  return index < 0 ? undefined : list.splice(index, 1)[0];
}

function isSameExposure(raw: GroupingPhoto, rendered: GroupingPhoto): boolean {
  const { exif: one } = raw;
  const { exif: other } = rendered;
  if (differ(one.camera, other.camera) || differ(one.serial, other.serial)) return false;
  const [first, second] = [shotOf(raw).wall, shotOf(rendered).wall];
  if (first === undefined || second === undefined) return true;
  return Math.abs(first - second) < SAME_TIME_MS;
}

function isItsMovie({ exif, ...photo }: GroupingPhoto, movie: Movie): boolean {
  if (exif.contentId !== undefined && movie.contentId !== undefined) {
    return exif.contentId === movie.contentId;
  }
  const { wall, instant } = shotOf({ exif, ...photo });
  if (movie.takenAt === undefined || wall === undefined || instant === undefined) return true;
  if (exif.utcOffset !== undefined) return Math.abs(instant - movie.takenAt) <= MOVIE_TIME_MS;
  // A film's time is in UTC, the photo's in a zone that it does not tell.
  const beyond = (((wall - movie.takenAt) % ZONE_STEP_MS) + ZONE_STEP_MS) % ZONE_STEP_MS;
  const isInDay = Math.abs(wall - movie.takenAt) <= 15 * 3_600_000;
  return isInDay && Math.min(beyond, ZONE_STEP_MS - beyond) <= MOVIE_TIME_MS;
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** `IMG_1` of `IMG_1.CR3`. */
function stemOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? name : name.slice(0, dot);
}
