import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { COLORS, FLAGS, STARS, type Verdict } from '../../src-shared/verdict.ts';
import { exiftoolJson, hasExifTool, openMetadata, temporaryFolder } from './support.ts';

const CASES = 150;
const SEED = 20_240_501;

const OWNED_OR_CORRECTED =
  /(^|:)(Rating|RatingPercent|Label|MetadataDate|Pick|Good|LabelColor|PickLabel|ColorLabel|Urgency|ColorClass|Tagged)$|^(SourceFile|System:|File:|ExifTool:)/i;

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
        return this.#text();
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
 xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/" xmlns:my="urn:example:mine#">${once}</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;
  }

  verdict(): Verdict {
    return { stars: this.pick(STARS), flag: this.pick(FLAGS), color: this.pick(COLORS) };
  }
}

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
      writeFileSync(path.join(xmps, `${name}.xmp`), text);
      return { name, text, generator, verdict: generator.verdict() };
    });
    const before = meanings(xmps);
    expect(before.size).toBe(CASES);

    const metadata = openMetadata();
    for (const { name, verdict } of cases) {
      await metadata.writeVerdict(path.join(xmps, `${name}.nef`), verdict);
    }

    const after = meanings(xmps);
    let marksSeen = 0;
    for (const { name, text: original, generator, verdict } of cases) {
      const file = path.join(xmps, `${name}.xmp`);
      expect([name, after.get(`${name}.xmp`)]).toEqual([name, before.get(`${name}.xmp`)]);
      const text = readFileSync(file, 'utf8');
      const marks = generator.marks.filter((mark) => original.includes(mark));
      for (const mark of marks) expect(text).toContain(mark);
      marksSeen += marks.length;
      const { stars, flag, color } =
        (await metadata.readVerdict(path.join(xmps, `${name}.nef`))) ?? {};
      expect([name, { stars, flag, color }]).toEqual([name, verdict]);
    }
    expect(marksSeen).toBeGreaterThan(CASES / 2);
    // And nothing moves when the same is said again.
    const texts = cases.map(({ name }) => readFileSync(path.join(xmps, `${name}.xmp`), 'utf8'));
    for (const { name, verdict } of cases) {
      await metadata.writeVerdict(path.join(xmps, `${name}.nef`), verdict);
    }
    expect(cases.map(({ name }) => readFileSync(path.join(xmps, `${name}.xmp`), 'utf8'))).toEqual(
      texts,
    );
  });
});
