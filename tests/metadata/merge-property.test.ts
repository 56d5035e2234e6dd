import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  COLORS,
  FLAGS,
  NO_VERDICT,
  PROFILES,
  STARS,
  type Verdict,
} from '../../src-shared/verdict.ts';
import {
  exiftool,
  exiftoolJson,
  hasExifTool,
  openMetadata,
  temporaryFolder,
  xmp,
} from './support.ts';

const CASES = 150;
const EMBEDDED_CASES = 24;
const SEED = 20_240_501;

const OWNED_OR_CORRECTED =
  /(^|:)(Rating|RatingPercent|Label|MetadataDate|Pick|Good|LabelColor|PickLabel|ColorLabel|Colorlabels|Stars|Urgency|ColorClass|Tagged)$|^(SourceFile|System:|File:|ExifTool:)/i;

type Random = () => number;

/** mulberry32: small, seeded, the same everywhere. */
function random(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A sidecar of arbitrary content: structures, arrays, alternatives, unknown namespaces, comments. */
class Generator {
  readonly #random: Random;
  /** What must be found again as text. */
  readonly marks: string[] = [];

  readonly #case: number;

  constructor(seed: number) {
    this.#case = seed;
    this.#random = random(seed);
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)] as T;
  }

  maybe(share: number): boolean {
    return this.#random() < share;
  }

  #mark(kind: string): string {
    const mark = `${kind}-${Math.floor(this.#random() * 1e9).toString(36)}`;
    this.marks.push(mark);
    return mark;
  }

  #text(): string {
    return this.pick([
      'plain',
      'a &lt;b&gt; &amp; &quot;c&quot;',
      'Grüße 😀',
      '12',
      'l1&#10;l2',
      '  spaced  ',
      "it's",
    ]);
  }

  #value(depth: number): string {
    const kind = this.pick(
      depth > 2 ? ['text'] : ['text', 'text', 'bag', 'seq', 'alt', 'struct', 'resource'],
    );
    const items = (each: () => string): string =>
      Array.from({ length: 1 + Math.floor(this.#random() * 3) }, each).join('');
    switch (kind) {
      case 'bag':
      case 'seq': {
        const tag = kind === 'bag' ? 'rdf:Bag' : 'rdf:Seq';
        return `<${tag}>${items(() => `<rdf:li>${this.#text()}</rdf:li>`)}</${tag}>`;
      }
      case 'alt':
        return `<rdf:Alt><rdf:li xml:lang="x-default">${this.#text()}</rdf:li><rdf:li xml:lang="de">${this.#text()}</rdf:li></rdf:Alt>`;
      case 'struct':
        return `<rdf:Description my:inner="${this.#text()}" xmp:Rating="9"><my:deep>${this.#text()}</my:deep></rdf:Description>`;
      case 'resource':
        return `<rdf:Seq><rdf:li rdf:parseType="Resource"><my:f1>${this.#text()}</my:f1><my:f2>${this.#value(depth + 1)}</my:f2></rdf:li></rdf:Seq>`;
      default:
        return this.maybe(0.15) ? `<![CDATA[<raw> & "${this.#mark('cdata')}"]]>` : this.#text();
    }
  }

  #between(): string {
    if (this.maybe(0.2)) return `<!-- ${this.#mark('comment')} & <b> -->`;
    if (this.maybe(0.1)) return `<?note ${this.#mark('instruction')}?>`;
    return this.pick(['\n  ', ' ', '']);
  }

  #verdictPart(): { attribute: string; element: string } {
    const [name, value] = this.pick([
      ['xmp:Rating', this.pick(['-1', '0', '2', '5'])],
      ['xmpDM:pick', this.pick(['-1', '0', '1'])],
      ['xmpDM:good', this.pick(['True', 'False'])],
      ['xmp:Label', this.pick(['Red', 'Rot', 'Green'])],
      ['photoshop:LabelColor', this.pick(['red', 'blue'])],
      ['photoshop:Urgency', this.pick(['0', '3', '8'])],
      ['digiKam:PickLabel', this.pick(['0', '1', '2', '3'])],
      ['digiKam:ColorLabel', this.pick(['0', '2', '6'])],
      ['photomechanic:ColorClass', this.pick(['0', '2', '8'])],
      ['photomechanic:Tagged', this.pick(['True', 'False'])],
      ['MicrosoftPhoto:Rating', this.pick(['0', '25', '99'])],
      ['acdsee:rating', this.pick(['0', '3', '5'])],
    ] as const);
    return { attribute: `${name}="${value}"`, element: `<${name}>${value}</${name}>` };
  }

  packet(): string {
    const used = new Set<string>();
    let number = 0;
    const descriptions = Array.from({ length: 1 + Math.floor(this.#random() * 3) }, () => {
      const attributes: string[] = [];
      const elements: string[] = [];
      for (let n = 0; n < 5; n += 1) {
        number += 1;
        // A name of its own in each file: ExifTool remembers the structure of an unknown property.
        const tag = `c${this.#case}e${number}`;
        if (this.maybe(0.4)) attributes.push(`my:c${this.#case}a${number}="${this.#text()}"`);
        else elements.push(`<my:${tag}>${this.#value(0)}</my:${tag}>`);
        if (this.maybe(0.5)) {
          const { attribute, element } = this.#verdictPart();
          const name = attribute.slice(0, attribute.indexOf('='));
          if (used.has(name)) continue;
          used.add(name);
          if (this.maybe(0.5)) attributes.push(attribute);
          else elements.push(element);
        }
      }
      if (this.maybe(0.3)) {
        elements.push(
          `<dc:subject><rdf:Bag><rdf:li>${this.#text()}</rdf:li></rdf:Bag></dc:subject>`,
        );
      }
      return `<rdf:Description rdf:about="" ${attributes.join(this.pick([' ', '\n  ']))}>${elements
        .map((element) => this.#between() + element)
        .join('')}${this.#between()}</rdf:Description>`;
    });
    // Only one dc:subject may stand in a packet.
    const body = descriptions.join(this.#between());
    const once = body.replace(
      /(<dc:subject>.*?<\/dc:subject>)([\s\S]*)$/,
      (_all, first: string, rest: string) =>
        first + rest.replace(/<dc:subject>.*?<\/dc:subject>/g, ''),
    );
    return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:digiKam="http://www.digikam.org/ns/1.0/"
 xmlns:photomechanic="http://ns.camerabits.com/photomechanic/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/" xmlns:acdsee="http://ns.acdsee.com/iptc/1.0/" xmlns:my="urn:example:mine#">${once}</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;
  }

  verdict(): Verdict {
    return { stars: this.pick(STARS), flag: this.pick(FLAGS), color: this.pick(COLORS) };
  }
}

/** What was found, with nothing for what was not. */
function parts(found: Partial<Verdict> | undefined): Verdict {
  const { stars, flag, color } = { ...NO_VERDICT, ...found };
  return { stars, flag, color };
}

/** The encodings and line ends that XMP may have. */
const FORMS: Readonly<
  Record<string, { write(text: string): Buffer; read(bytes: Buffer): string }>
> = {
  'UTF-8': { write: (text) => Buffer.from(text), read: (bytes) => bytes.toString('utf8') },
  'UTF-8 with a mark': {
    write: (text) => Buffer.from(`\uFEFF${text}`),
    read: (bytes) => bytes.toString('utf8').replace(/^\uFEFF/, ''),
  },
  'UTF-16LE': {
    write: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
    read: (bytes) => bytes.toString('utf16le').replace(/^\uFEFF/, ''),
  },
  'UTF-16BE': {
    write: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
    read: (bytes) =>
      Buffer.from(bytes)
        .swap16()
        .toString('utf16le')
        .replace(/^\uFEFF/, ''),
  },
  'CR LF': {
    write: (text) => Buffer.from(text.replaceAll('\n', '\r\n')),
    read: (bytes) => bytes.toString('utf8').replaceAll('\r\n', '\n'),
  },
};
const FORM_NAMES = Object.keys(FORMS);

function meanings(folder: string): Map<string, Record<string, unknown>> {
  return new Map(
    exiftoolJson('-G1', '-a', '-struct', '-ext', 'xmp', folder).map((tags) => [
      path.basename(String(tags.SourceFile)),
      Object.fromEntries(Object.entries(tags).filter(([name]) => !OWNED_OR_CORRECTED.test(name))),
    ]),
  );
}

describe.skipIf(!hasExifTool)('merging into arbitrary sidecars (skipped without Perl)', () => {
  it(`${CASES} generated ones keep all but the verdict, comments included (seed ${SEED})`, async () => {
    const folder = temporaryFolder();
    const xmps = path.join(folder, 'photos');
    mkdirSync(xmps);
    const cases = Array.from({ length: CASES }, (_value, index) => {
      const generator = new Generator(SEED + index);
      const name = `p${index}`;
      const text = generator.packet();
      const form = FORM_NAMES[index % FORM_NAMES.length] ?? '';
      const profile = generator.pick(PROFILES);
      writeFileSync(path.join(xmps, `${name}.xmp`), FORMS[form]?.write(text) ?? '');
      return { name, text, form, profile, generator, verdict: generator.verdict() };
    });
    const before = meanings(xmps);
    expect(before.size).toBe(CASES);

    const metadata = openMetadata();
    for (const { name, verdict, profile } of cases) {
      await metadata.writeVerdict(path.join(xmps, `${name}.nef`), verdict, {
        profile,
        embed: false,
      });
    }

    const after = meanings(xmps);
    let marksSeen = 0;
    for (const { name, text: original, form, generator, verdict } of cases) {
      const file = path.join(xmps, `${name}.xmp`);
      expect([name, after.get(`${name}.xmp`)]).toEqual([name, before.get(`${name}.xmp`)]);
      const bytes = readFileSync(file);
      const text = FORMS[form]?.read(bytes) ?? '';
      // In the encoding, and with the line ends, that it came with.
      expect([form, FORMS[form]?.write(text).equals(bytes)]).toEqual([form, true]);
      const marks = generator.marks.filter((mark) => original.includes(mark));
      for (const mark of marks) expect(text).toContain(mark);
      marksSeen += marks.length;
      const said = parts(await metadata.readVerdict(path.join(xmps, `${name}.nef`)));
      expect([name, said]).toEqual([name, verdict]);
    }
    expect(marksSeen).toBeGreaterThan(CASES / 2);
    // And nothing moves when the same is said again.
    const texts = cases.map(({ name }) => readFileSync(path.join(xmps, `${name}.xmp`), 'utf8'));
    for (const { name, verdict, profile } of cases) {
      await metadata.writeVerdict(path.join(xmps, `${name}.nef`), verdict, {
        profile,
        embed: false,
      });
    }
    expect(cases.map(({ name }) => readFileSync(path.join(xmps, `${name}.xmp`), 'utf8'))).toEqual(
      texts,
    );
  });

  it(`${EMBEDDED_CASES} of them inside JPEGs too, some longer than a segment (seed ${SEED})`, async () => {
    const folder = temporaryFolder();
    const blank = await sharp({
      create: { width: 16, height: 12, channels: 3, background: '#456' },
    })
      .jpeg()
      .toBuffer();
    const cases = Array.from({ length: EMBEDDED_CASES }, (_value, index) => {
      const generator = new Generator(2 * SEED + index);
      // A description that does not fit into one segment is put into the extended packet by ExifTool.
      const long = index % 3 === 0 ? 'long '.repeat(20_000) : '';
      const name = `p${index}.jpg`;
      const photo = path.join(folder, name);
      writeFileSync(photo, blank);
      writeFileSync(`${photo}.packet`, generator.packet());
      exiftool('-overwrite_original', `-XMP<=${photo}.packet`, photo);
      if (long !== '') {
        writeFileSync(`${photo}.txt`, long);
        exiftool('-overwrite_original', `-XMP-dc:Rights<=${photo}.txt`, photo);
      }
      return { name, photo, long, verdict: generator.verdict(), profile: generator.pick(PROFILES) };
    });
    const tagsOf = () =>
      new Map(
        exiftoolJson('-G1', '-a', '-struct', '-XMP:all', '-ext', 'jpg', folder).map((tags) => [
          path.basename(String(tags.SourceFile)),
          Object.fromEntries(Object.entries(tags).filter(([tag]) => !OWNED_OR_CORRECTED.test(tag))),
        ]),
      );
    const before = tagsOf();
    const metadata = openMetadata();
    for (const { photo, verdict, profile } of cases) {
      await metadata.writeVerdict(photo, verdict, { profile, embed: true });
    }
    const after = tagsOf();
    for (const { name, photo, verdict } of cases) {
      expect([name, after.get(name)]).toEqual([name, before.get(name)]);
      const said = parts(await metadata.readVerdict(photo));
      expect([name, said]).toEqual([name, verdict]);
    }
    expect(cases.some(({ long }) => long !== '')).toBe(true);
  });
});

describe('entity tricks are refused, and nothing is written', () => {
  const body = xmp('xmp:Rating="1"', '<dc:x>&e;</dc:x>');
  it.each([
    ['an internal entity', `<!DOCTYPE x [<!ENTITY e "1">]>${body}`],
    ['a bomb', `<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY e "&a;&a;&a;&a;&a;&a;">]>${body}`],
    ['a file', `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>${body}`],
    ['a parameter entity', `<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]>${body}`],
    ['an external subset', `<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">${body}`],
    ['in lower case', `<!doctype x [<!ENTITY e "1">]>${body}`],
    ['undeclared', body],
    ['in UTF-16', Buffer.from(`\uFEFF<!DOCTYPE x [<!ENTITY e "1">]>${body}`, 'utf16le')],
  ])('%s', async (_what, content) => {
    const folder = temporaryFolder();
    const sidecar = path.join(folder, 'a.xmp');
    writeFileSync(sidecar, content);
    const metadata = openMetadata();
    const photo = path.join(folder, 'a.nef');
    for (const act of [
      () => metadata.readVerdict(photo),
      () => metadata.writeVerdict(photo, { stars: 3, flag: 'none', color: 'none' }),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'sidecar-invalid' });
    }
    expect(readFileSync(sidecar).equals(Buffer.from(content))).toBe(true);
  });
});
