import { describe, expect, it } from 'vitest';
import {
  COLORS,
  FLAGS,
  PROFILES,
  STARS,
  type Profile,
  type Verdict,
} from '../../src-shared/verdict.ts';
import { readVerdictFrom } from '../../src-main/metadata/read-packet.ts';
import { sidecarExtension } from '../../src-main/metadata/verdict-encodings.ts';
import { namingsOf, rulesFor } from '../../src-main/metadata/verdict-profiles.ts';
import { writeVerdictInto } from '../../src-main/metadata/write-packet.ts';
import { XmpPacket } from '../../src-main/metadata/xmp.ts';
import { xmp } from './support.ts';

const NOW = new Date('2024-05-01T08:00:00Z');

function read(attributes: string, elements = ''): unknown {
  return readVerdictFrom(XmpPacket.parse(Buffer.from(xmp(attributes, elements))));
}

const LIGHTROOM = rulesFor('lightroom', 'shared', XmpPacket.parse(Buffer.from(xmp(''))));

/** The sidecar after the verdict was written into it. */
function write(
  attributes: string,
  verdict: Partial<Verdict>,
  rules = LIGHTROOM,
  elements = '',
): string {
  const packet = XmpPacket.parse(Buffer.from(xmp(attributes, elements)));
  writeVerdictInto(packet, { stars: 0, flag: 'none', color: 'none', ...verdict }, rules, NOW);
  return Buffer.from(packet.serialize()).toString();
}

describe('reading each encoding', () => {
  it.each([
    ['xmp:Rating="0"', { stars: 0 }],
    ['xmp:Rating="3"', { stars: 3 }],
    ['xmp:Rating="5.0"', { stars: 5 }],
    ['xmp:Rating="-1"', { flag: 'reject' }],
    ['xmp:Rating="6"', undefined],
    ['xmp:Rating=""', undefined],
    ['xmp:Rating="lots"', undefined],
    ['xmpDM:pick="1"', { flag: 'pick', stars: 0, color: 'none' }],
    ['xmpDM:pick="0"', { flag: 'none', stars: 0, color: 'none' }],
    ['xmpDM:pick="-1"', { flag: 'reject', stars: 0, color: 'none' }],
    ['xmpDM:good="True"', { flag: 'pick' }],
    ['xmpDM:good="false"', { flag: 'reject' }],
    ['xmp:Label="Red"', { color: 'red' }],
    ['xmp:Label="purple"', { color: 'purple' }],
    ['xmp:Label="Rot"', undefined],
    ['xmp:Label=""', { color: 'none' }],
    ['photoshop:LabelColor="green"', { color: 'green' }],
    ['photoshop:LabelColor="none"', { color: 'none' }],
    ['digiKam:PickLabel="0"', { flag: 'none' }],
    ['digiKam:PickLabel="1"', { flag: 'reject' }],
    ['digiKam:PickLabel="2"', { flag: 'none' }],
    ['digiKam:PickLabel="3"', { flag: 'pick' }],
    ['digiKam:ColorLabel="0"', { color: 'none' }],
    ['digiKam:ColorLabel="1"', { color: 'red' }],
    ['digiKam:ColorLabel="2"', undefined],
    ['digiKam:ColorLabel="3"', { color: 'yellow' }],
    ['digiKam:ColorLabel="4"', { color: 'green' }],
    ['digiKam:ColorLabel="5"', { color: 'blue' }],
    ['digiKam:ColorLabel="6"', { color: 'purple' }],
    ['digiKam:ColorLabel="9"', undefined],
    ['photomechanic:ColorClass="0"', { color: 'none' }],
    ['photomechanic:ColorClass="1"', { color: 'purple' }],
    ['photomechanic:ColorClass="2"', { color: 'red' }],
    ['photomechanic:ColorClass="4"', { color: 'yellow' }],
    ['photomechanic:ColorClass="8"', { flag: 'reject' }],
    ['photomechanic:Tagged="True"', { flag: 'pick' }],
    ['photomechanic:Tagged="False"', { flag: 'none' }],
    ['photoshop:Urgency="1"', { color: 'red' }],
    ['photoshop:Urgency="2" photomechanic:Tagged="True"', { color: 'red', flag: 'pick' }],
    ['MicrosoftPhoto:Rating="0"', { stars: 0 }],
    ['MicrosoftPhoto:Rating="1"', { stars: 1 }],
    ['MicrosoftPhoto:Rating="25"', { stars: 2 }],
    ['MicrosoftPhoto:Rating="50"', { stars: 3 }],
    ['MicrosoftPhoto:Rating="75"', { stars: 4 }],
    ['MicrosoftPhoto:Rating="99"', { stars: 5 }],
    ['acdsee:rating="0"', { stars: 0 }],
    ['acdsee:rating="3"', { stars: 3 }],
    ['acdsee:rating=""', undefined],
    ['acdsee:rating="6"', undefined],
    ['dc:format="image/jpeg"', undefined],
  ])('%s', (attributes, said) => {
    expect(read(attributes)).toEqual(said);
  });
});

describe('who is believed', () => {
  it.each([
    ['any rejection', 'xmpDM:pick="1" xmp:Rating="-1"', { flag: 'reject' }],
    ['any rejection', 'xmpDM:pick="0" digiKam:PickLabel="1"', { flag: 'reject' }],
    ['any rejection', 'xmpDM:good="False" photomechanic:Tagged="True"', { flag: 'reject' }],
    [
      'not a trash class against a flag',
      'photomechanic:ColorClass="8" xmpDM:pick="1"',
      { flag: 'pick' },
    ],
    ['pick before what others say', 'xmpDM:pick="0" digiKam:PickLabel="3"', { flag: 'none' }],
    ['LabelColor before Label', 'xmp:Label="Red" photoshop:LabelColor="blue"', { color: 'blue' }],
    ['Label before digiKam', 'xmp:Label="Red" digiKam:ColorLabel="4"', { color: 'red' }],
    ['a number before a word', 'xmp:Label="Rot" digiKam:ColorLabel="1"', { color: 'red' }],
    ['Rating before Windows', 'xmp:Rating="2" MicrosoftPhoto:Rating="99"', { stars: 2 }],
    ['Rating before ACDSee', 'acdsee:rating="5" xmp:Rating="2"', { stars: 2 }],
    [
      'Windows for a rejected one',
      'xmp:Rating="-1" MicrosoftPhoto:Rating="50"',
      { stars: 3, flag: 'reject' },
    ],
    [
      'the class before Urgency',
      'photomechanic:ColorClass="5" photoshop:Urgency="2"',
      { color: 'green' },
    ],
  ])('%s: %s', (_what, attributes, said) => {
    expect(read(attributes)).toMatchObject(said);
  });
});

describe('forms of RDF', () => {
  it.each([
    ['an element', '<xmp:Rating>4</xmp:Rating>', { stars: 4 }],
    ['white space around', '<xmp:Rating>\n 4 </xmp:Rating>', { stars: 4 }],
    [
      'a qualified value',
      '<xmp:Rating rdf:parseType="Resource"><rdf:value>4</rdf:value><xmp:q>1</xmp:q></xmp:Rating>',
      { stars: 4 },
    ],
    [
      'a qualified value, long form',
      '<xmp:Rating><rdf:Description><rdf:value>4</rdf:value></rdf:Description></xmp:Rating>',
      { stars: 4 },
    ],
    ['a value attribute', '<xmp:Rating rdf:value="4"/>', { stars: 4 }],
    [
      'an alternative',
      '<xmp:Label><rdf:Alt><rdf:li xml:lang="x-default">Red</rdf:li></rdf:Alt></xmp:Label>',
      { color: 'red' },
    ],
    [
      'character references and CDATA',
      '<xmp:Label><![CDATA[R]]>&#101;d</xmp:Label>',
      { color: 'red' },
    ],
    [
      'not inside a structure',
      '<dc:x rdf:parseType="Resource"><xmp:Rating>4</xmp:Rating></dc:x>',
      undefined,
    ],
  ])('%s', (_what, elements, said) => {
    expect(read('', elements)).toEqual(said);
  });

  it('any prefix, several descriptions, other roots', () => {
    const text = `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <r:Description r:about="" xmlns:q="http://ns.adobe.com/xap/1.0/" q:Rating="2"/>
      <r:Description r:about="" xmlns:xmp="urn:not-xmp" xmp:Rating="5">
        <pick xmlns="http://ns.adobe.com/xmp/1.0/DynamicMedia/">1</pick>
      </r:Description></r:RDF>`;
    const packet = XmpPacket.parse(Buffer.from(text));
    expect(readVerdictFrom(packet)).toEqual({ stars: 2, flag: 'pick', color: 'none' });
    writeVerdictInto(packet, { stars: 4, flag: 'reject', color: 'blue' }, LIGHTROOM, NOW);
    const after = Buffer.from(packet.serialize()).toString();
    expect(after).toContain('q:Rating="4"');
    expect(after).toContain('xmlns:xmp="urn:not-xmp" xmp:Rating="5"');
    expect(readVerdictFrom(XmpPacket.parse(Buffer.from(after)))).toEqual({
      stars: 4,
      flag: 'reject',
      color: 'blue',
    });
  });

  it('knows whose a shared sidecar is', () => {
    const packet = XmpPacket.parse(Buffer.from(xmp('photoshop:SidecarForExtension="CR3"')));
    expect(sidecarExtension(packet)).toBe('cr3');
  });
});

describe("writing Lightroom's profile", () => {
  it('stars stay on a rejected photo', () => {
    const after = write('', { stars: 4, flag: 'reject', color: 'purple' });
    for (const part of [
      'xmp:Rating="4"',
      'xmpDM:pick="-1"',
      'xmpDM:good="False"',
      'xmp:Label="Purple"',
      'photoshop:LabelColor="purple"',
      'xmp:MetadataDate="2024-05-01T',
    ]) {
      expect(after).toContain(part);
    }
    expect(after).not.toMatch(/digiKam:\w+=|photomechanic:\w+=|MicrosoftPhoto:\w+=|Urgency/);
  });

  it('clearing takes labels and the good flag away', () => {
    const after = write(
      'xmp:Rating="3" xmpDM:pick="1" xmpDM:good="True" xmp:Label="Red" photoshop:LabelColor="red"',
      {},
    );
    expect(after).toContain('xmp:Rating="0"');
    expect(after).toContain('xmpDM:pick="0"');
    expect(after).not.toMatch(/xmpDM:good=|xmp:Label=|LabelColor=/);
  });

  it.each([
    ['digiKam:PickLabel="1"', {}, 'digiKam:PickLabel="0"'],
    ['digiKam:PickLabel="1"', { flag: 'pick' }, 'digiKam:PickLabel="3"'],
    ['digiKam:ColorLabel="1"', { color: 'blue' }, 'digiKam:ColorLabel="5"'],
    ['digiKam:ColorLabel="2"', { color: 'blue' }, 'digiKam:ColorLabel="5"'],
    ['MicrosoftPhoto:Rating="99"', { stars: 2 }, 'MicrosoftPhoto:Rating="25"'],
    ['acdsee:rating="5"', { stars: 2, flag: 'reject' }, 'acdsee:rating="2"'],
    ['acdsee:rating="5"', {}, 'acdsee:rating="0"'],
    ['photomechanic:Tagged="True"', { flag: 'reject' }, 'photomechanic:Tagged="False"'],
    ['photomechanic:ColorClass="2"', { color: 'green' }, 'photomechanic:ColorClass="5"'],
    ['photomechanic:ColorClass="8"', {}, 'photomechanic:ColorClass="0"'],
    ['photoshop:Urgency="1"', { color: 'green' }, 'photoshop:Urgency="4"'],
    ['xmp:Rating="-1"', { flag: 'pick' }, 'xmp:Rating="0"'],
    ['xmp:Label="Rot" photoshop:LabelColor="red"', { color: 'green' }, 'xmp:Label="Green"'],
  ] as [string, Partial<Verdict>, string][])('corrects %s', (before, verdict, expected) => {
    expect(write(before, verdict)).toContain(expected);
  });

  it.each([
    ['digiKam:PickLabel="2"', {}],
    ['digiKam:ColorLabel="2"', {}],
    ['photomechanic:ColorClass="8"', { flag: 'reject' }],
    ['photomechanic:ColorClass="6"', {}],
    ['MicrosoftPhoto:Rating="80"', { stars: 4 }],
    ['acdsee:rating="4"', { stars: 4 }],
    ['xmp:Rating="-1"', { flag: 'reject' }],
    ['xmp:Label="To print"', {}],
    ['photoshop:Urgency="7"', {}],
  ] as [string, Partial<Verdict>][])('leaves %s, which agrees', (before, verdict) => {
    expect(write(before, verdict)).toContain(before);
  });

  it('keeps a localised label beside the right LabelColor', () => {
    const after = write('xmp:Label="Rot" photoshop:LabelColor="red"', { color: 'red', stars: 1 });
    expect(after).toContain('xmp:Label="Rot"');
  });

  it('takes a localised label away with its colour', () => {
    const after = write('xmp:Label="Rot" photoshop:LabelColor="red"', {});
    expect(after).not.toContain('Rot');
  });

  it('a property that stands twice stands once afterwards', () => {
    const text = xmp('xmp:Rating="1"', '<xmp:Rating>2</xmp:Rating>');
    const packet = XmpPacket.parse(Buffer.from(text));
    writeVerdictInto(packet, { stars: 1, flag: 'none', color: 'none' }, LIGHTROOM, NOW);
    const after = Buffer.from(packet.serialize()).toString();
    expect(after).toContain('xmp:Rating="1"');
    expect(after).not.toContain('<xmp:Rating>');
  });

  it('is not changed by writing the same again', () => {
    const verdict = { stars: 2, flag: 'pick', color: 'green' } as const;
    const packet = XmpPacket.parse(Buffer.from(write('digiKam:PickLabel="1"', verdict)));
    expect(writeVerdictInto(packet, verdict, LIGHTROOM, NOW)).toEqual([]);
    expect(packet.changed).toBe(false);
  });

  it('whatever stood there, what is read afterwards is what was written', () => {
    const values = {
      'xmp:Rating': ['-1', '0', '3'],
      'xmpDM:pick': ['-1', '0', '1'],
      'xmpDM:good': ['True', 'False'],
      'xmp:Label': ['Red', 'Rot'],
      'photoshop:LabelColor': ['red', 'blue'],
      'digiKam:PickLabel': ['0', '1', '2', '3'],
      'digiKam:ColorLabel': ['0', '1', '2', '6'],
      'photomechanic:ColorClass': ['0', '1', '2', '8'],
      'photomechanic:Tagged': ['True', 'False'],
      'photoshop:Urgency': ['0', '1', '2', '8'],
      'MicrosoftPhoto:Rating': ['0', '25', '99'],
      'acdsee:rating': ['0', '3', '5'],
    };
    const names = Object.entries(values);
    let state = 7;
    const pick = <T>(list: readonly T[]): T => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return list[Math.floor((state / 2 ** 32) * list.length)] as T;
    };
    for (let round = 0; round < 3000; round += 1) {
      const before = names
        .filter(() => pick([true, false]))
        .map(([name, list]) => `${name}="${pick(list)}"`)
        .join(' ');
      const verdict: Verdict = {
        stars: pick([0, 1, 2, 3, 4, 5] as const),
        flag: pick(['pick', 'reject', 'none'] as const),
        color: pick(['red', 'yellow', 'green', 'blue', 'purple', 'none'] as const),
      };
      const after = readVerdictFrom(XmpPacket.parse(Buffer.from(write(before, verdict))));
      const full = { stars: 0, flag: 'none', color: 'none', ...after };
      expect([before, full]).toEqual([before, verdict]);
    }
  });
});

describe('every profile', () => {
  const VERDICTS: Verdict[] = STARS.flatMap((stars) =>
    FLAGS.flatMap((flag) => COLORS.map((color) => ({ stars, flag, color }))),
  );
  const files = PROFILES.flatMap((profile) =>
    [...namingsOf(profile), 'embedded' as const].map((where) => [profile, where] as const),
  );

  it.each(files)('%s, %s: loses no part of any verdict on the way back', (profile, where) => {
    for (const from of [{ stars: 3, flag: 'reject', color: 'red' } as const, undefined]) {
      for (const verdict of VERDICTS) {
        const packet = XmpPacket.parse(Buffer.from(xmp('')));
        const rules = rulesFor(profile, where, packet);
        if (from !== undefined) writeVerdictInto(packet, from, rules, NOW);
        writeVerdictInto(packet, verdict, rules, NOW);
        const again = XmpPacket.parse(packet.serialize());
        const said = { stars: 0, flag: 'none', color: 'none', ...readVerdictFrom(again) };
        expect([verdict, said]).toEqual([verdict, verdict]);
        expect(writeVerdictInto(again, verdict, rules, NOW)).toEqual([]);
      }
    }
  });

  const cases: [Profile, 'shared' | 'extension', Partial<Verdict>, string[], RegExp][] = [
    [
      'darktable',
      'extension',
      { stars: 4, flag: 'reject', color: 'blue' },
      ['xmp:Rating="-1"', 'keepers:Stars="4"', '<rdf:Seq><rdf:li>3</rdf:li></rdf:Seq>'],
      /xmpDM:\w+=|xmp:Label|digiKam:\w+=/,
    ],
    [
      'darktable',
      'extension',
      { flag: 'pick' },
      ['xmp:Rating="0"', 'xmpDM:pick="1"', 'xmpDM:good="True"'],
      /keepers:Stars|colorlabels/,
    ],
    [
      'digikam',
      'extension',
      { stars: 4, flag: 'reject', color: 'purple' },
      [
        'xmp:Rating="4"',
        'digiKam:PickLabel="1"',
        'digiKam:ColorLabel="6"',
        'xmp:Label="Purple"',
        'MicrosoftPhoto:Rating="75"',
      ],
      /xmpDM:\w+=|photomechanic:\w+=/,
    ],
    [
      'photomechanic',
      'shared',
      { stars: 2, flag: 'reject', color: 'green' },
      [
        'xmp:Rating="2"',
        'photomechanic:ColorClass="8"',
        'photoshop:Urgency="8"',
        'photomechanic:Tagged="False"',
        'xmp:Label="Green"',
      ],
      /xmpDM:\w+=|digiKam:\w+=/,
    ],
    [
      'photomechanic',
      'shared',
      { flag: 'pick', color: 'green' },
      ['photomechanic:ColorClass="5"', 'photoshop:Urgency="5"', 'photomechanic:Tagged="True"'],
      /xmpDM:\w+=/,
    ],
    [
      'all',
      'shared',
      { stars: 4, flag: 'reject' },
      ['xmp:Rating="4"', 'xmpDM:pick="-1"', 'digiKam:PickLabel="1"'],
      /keepers/,
    ],
    [
      'all',
      'extension',
      { stars: 4, flag: 'reject' },
      ['xmp:Rating="-1"', 'keepers:Stars="4"', 'digiKam:PickLabel="1"'],
      /xmpDM:\w+=/,
    ],
  ];
  it.each(cases)(
    '%s, %s: writes %j as its editor reads it',
    (profile, where, verdict, parts, not) => {
      const rules = rulesFor(profile, where, XmpPacket.parse(Buffer.from(xmp(''))));
      const after = write('', verdict, rules);
      for (const part of parts) expect(after).toContain(part);
      expect(after).not.toMatch(not);
    },
  );

  it('keeps a sidecar of the other naming true for the editor that wrote it', () => {
    const darktable = 'xmlns:darktable="http://darktable.sf.net/" darktable:xmp_version="5"';
    const packet = XmpPacket.parse(Buffer.from(xmp(`${darktable} xmp:Rating="3"`)));
    const after = write(
      `${darktable} xmp:Rating="3"`,
      { stars: 3, flag: 'reject', color: 'red' },
      rulesFor('lightroom', 'extension', packet),
    );
    expect(after).toContain('xmp:Rating="-1"');
    expect(after).toContain('<rdf:li>0</rdf:li>');
  });
});

describe("darktable's labels", () => {
  const NS = 'xmlns:darktable="http://darktable.sf.net/"';
  const labels = (...numbers: number[]) =>
    `<darktable:colorlabels><rdf:Seq>${numbers.map((n) => `<rdf:li>${n}</rdf:li>`).join('')}</rdf:Seq></darktable:colorlabels>`;

  it.each([
    [NS, labels(2), { color: 'green' }],
    [NS, labels(4, 0), { color: 'purple' }],
    [NS, labels(9), undefined],
    // A label that darktable took away: it leaves the one by name where it stands.
    [`${NS} darktable:xmp_version="5" xmp:Label="Red"`, '', { color: 'none' }],
    [`${NS} darktable:xmp_version="5" xmp:Label="Red"`, labels(3), { color: 'blue' }],
  ])('%s %s', (attributes, elements, said) => {
    expect(read(attributes, elements)).toEqual(said);
  });

  it('others of the same photo stay where the first already says it', () => {
    const rules = rulesFor('darktable', 'extension', XmpPacket.parse(Buffer.from(xmp(''))));
    expect(write(NS, { color: 'red' }, rules, labels(0, 3))).toContain(labels(0, 3));
    expect(write(NS, { color: 'blue' }, rules, labels(0, 3))).toContain(labels(3));
    expect(write(NS, {}, rules, labels(0, 3))).not.toContain('colorlabels');
  });
});

describe('what is refused', () => {
  it.each([
    ['nothing', ''],
    ['no XML', 'Rating: 3'],
    ['cut off', xmp('xmp:Rating="3"').slice(0, -40)],
    ['no RDF', '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'],
    ['a document type', `<!DOCTYPE x [<!ENTITY e "3">]>${xmp('xmp:Rating="&e;"')}`],
    [
      'an external entity',
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${xmp('', '&e;')}`,
    ],
    ['an unknown entity', xmp('', '&nbsp;')],
    ['an unbound prefix', xmp('foo:bar="1"')],
    ['the same attribute twice', xmp('xmp:Rating="1" xmp:Rating="2"')],
    ['a bare ampersand', xmp('', '<dc:x>a & b</dc:x>')],
    ['control characters', xmp('', '<dc:x>\u0001</dc:x>')],
    ['two roots', xmp('') + xmp('')],
    ['another encoding', `<?xml version="1.0" encoding="ISO-8859-1"?>${xmp('')}`],
  ])('%s', (_what, text) => {
    expect(() => XmpPacket.parse(Buffer.from(text))).toThrow(
      expect.objectContaining({ name: 'XmpError', message: expect.stringMatching(/\w/) }),
    );
  });

  it('bytes that are no UTF-8', () => {
    const bytes = Buffer.from(xmp('', '<dc:x>\u00e9</dc:x>'), 'latin1');
    expect(() => XmpPacket.parse(bytes)).toThrow(/UTF-8/);
  });
});

describe('keeping the rest', () => {
  const REST =
    '<dc:x a="l1&#10;l2&#9;t&#13;q">t&#13;x &lt;&amp;]]&gt; é😀</dc:x><!-- remark --><?pi some data?>' +
    '<dc:y><![CDATA[<raw> & more]]></dc:y>';

  it.each([
    ['utf-8', (text: string) => Buffer.from(text)],
    ['utf-8 with a mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
    ['utf-16le', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['utf-16le without a mark', (text: string) => Buffer.from(text, 'utf16le')],
    ['utf-16be', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ])('%s comes back byte for byte but for the change', (_name, encode) => {
    // White space between attributes is not part of what XML means, and becomes one space.
    const inner = xmp('xmp:Rating="1"', REST).replace(/\n (?=xml|xmp)/g, ' ');
    const text = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>\n${inner}\n<?xpacket end="w"?>  \n`;
    const packet = XmpPacket.parse(encode(text));
    packet.set({ namespace: 'http://ns.adobe.com/xap/1.0/', prefix: 'xmp', name: 'Rating' }, '5');
    const expected = encode(text.replace('xmp:Rating="1"', 'xmp:Rating="5"'));
    expect(Buffer.from(packet.serialize()).equals(expected)).toBe(true);
  });

  it('a packet with a million spaces is written in moments', () => {
    const packet = XmpPacket.parse(
      Buffer.from(xmp('xmp:Rating="1"', `<dc:x>a${' '.repeat(1_000_000)}b</dc:x>`)),
    );
    // Patterns that begin anew at every space would need hours: the test's own limit tells.
    expect(packet.serialize().length).toBeGreaterThan(1_000_000);
  });

  it('line ends of Windows stay', () => {
    const inner = xmp('xmp:Rating="1"', '\n<dc:x>a\nb</dc:x>\n').replace(/\n (?=xml|xmp)/g, ' ');
    const text = inner.replaceAll('\n', '\r\n');
    const packet = XmpPacket.parse(Buffer.from(text));
    packet.set({ namespace: 'http://ns.adobe.com/xap/1.0/', prefix: 'xmp', name: 'Rating' }, '5');
    expect(Buffer.from(packet.serialize()).toString()).toBe(
      text.replace('xmp:Rating="1"', 'xmp:Rating="5"'),
    );
  });
});
