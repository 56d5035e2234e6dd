import { describe, expect, it } from 'vitest';
import { makeScale } from '../../../src-aesnet/plots/axes.ts';
import { linePlot } from '../../../src-aesnet/plots/line-plot.ts';
import { contactSheet } from '../../../src-aesnet/plots/contact-sheet.ts';
import { intervalPlot } from '../../../src-aesnet/plots/interval-plot.ts';
import { INK } from '../../../src-aesnet/plots/svg.ts';
import { thin } from '../../../src-aesnet/plots/thin.ts';
import { linearTicks, logTicks } from '../../../src-aesnet/plots/ticks.ts';

const labels = (ticks: readonly { readonly label: string }[]) => ticks.map(({ label }) => label);

describe('ticks', () => {
  it('are round numbers within the range', () => {
    expect(labels(linearTicks(0, 1))).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
    expect(labels(linearTicks(0, 20_000))).toEqual(['0', '5,000', '10,000', '15,000', '20,000']);
    expect(labels(linearTicks(-1.3, 1.3))).toEqual(['−1.0', '−0.5', '0.0', '0.5', '1.0']);
    expect(labels(linearTicks(2.071, 2.084))).toEqual([
      '2.072',
      '2.074',
      '2.076',
      '2.078',
      '2.080',
      '2.082',
      '2.084',
    ]);
  });

  it('do not drift or lose an end to rounding', () => {
    for (const [low, high] of [
      [0, 0.3],
      [0.1, 0.7],
      [1e-6, 3e-6],
      [0, 1e9],
    ] as const) {
      const ticks = linearTicks(low, high);
      expect(ticks.length).toBeGreaterThanOrEqual(3);
      expect(ticks.length).toBeLessThanOrEqual(8);
      for (const { value } of ticks) {
        expect(value).toBeGreaterThanOrEqual(low - 1e-12);
        expect(value).toBeLessThanOrEqual(high * (1 + 1e-12));
      }
    }
    expect(linearTicks(0, 0.3).at(-1)?.label).toBe('0.30');
  });

  it('are powers of ten on a logarithmic axis, with 2 and 5 where those are few', () => {
    expect(labels(logTicks(0.02, 3))).toEqual(['0.02', '0.05', '0.1', '0.2', '0.5', '1', '2']);
    expect(labels(logTicks(1e-3, 1e5))).toEqual([
      '0.001',
      '0.01',
      '0.1',
      '1',
      '10',
      '100',
      '1,000',
      '10,000',
      '100,000',
    ]);
  });
});

describe('makeScale', () => {
  it('places values, also logarithmically, and widens a range of nothing', () => {
    expect(makeScale([0, 10], [100, 200]).place(5)).toBe(150);
    expect(makeScale([1, 100], [0, 80], true).place(10)).toBeCloseTo(40, 12);
    expect(makeScale([3, 3], [0, 80]).place(3)).toBe(40);
    expect(makeScale([3, 3], [0, 80], true).place(3)).toBeCloseTo(40, 12);
  });
});

describe('thin', () => {
  const all = () => true;

  it('keeps first, lowest, highest and last of a column of pixels, in their order', () => {
    const points = [5, 6, 9, 6, 1, 6, 4].map((y, i) => ({ x: i / 10, y }));
    expect(thin(points, all, Math.floor).map(({ y }) => y)).toEqual([5, 9, 1, 4]);
    const rising = [1, 2, 3, 4, 5].map((y, i) => ({ x: i / 10, y }));
    expect(thin(rising, all, Math.floor).map(({ y }) => y)).toEqual([1, 5]);
  });

  it('loses no peak of a long curve, and keeps gaps', () => {
    const points = Array.from({ length: 10_000 }, (_, x) => ({
      x,
      y: x === 4321 ? 99 : Math.sin(x),
    }));
    const kept = thin(points, all, (x) => x / 50);
    expect(kept.length).toBeLessThanOrEqual(800);
    expect(kept.some(({ y }) => y === 99)).toBe(true);
    const gap = [
      { x: 0, y: 1 },
      { x: 0.1, y: NaN },
      { x: 0.2, y: 2 },
    ];
    expect(thin(gap, ({ y }) => !Number.isNaN(y), Math.floor)).toEqual(gap);
  });
});

/** Every opened element is closed, in order. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, closing, name = '', selfClosing] of svg.matchAll(
    /<(\/?)(\w+)(?:[^>"]|"[^"]*")*?(\/?)>/g,
  )) {
    if (closing === '/') {
      if (open.pop() !== name) return false;
    } else if (selfClosing !== '/') open.push(name);
  }
  return open.length === 0;
}

const pathsOf = (svg: string) => [...svg.matchAll(/<path d="([^"]*)"/g)].map(([, d = '']) => d);

describe('linePlot', () => {
  const plot = {
    title: 'Loss & <score>',
    x: 'step',
    y: 'loss',
    series: [
      {
        name: 'all',
        points: [
          { x: 0, y: 3 },
          { x: 1, y: NaN },
          { x: 2, y: 1 },
          { x: 3, y: 2 },
        ],
      },
      {
        name: 'score "a"',
        points: [
          { x: 0, y: 0.5 },
          { x: 3, y: 0 },
        ],
      },
    ],
  };

  it('is a document of its own on a light ground, with everything named and escaped', () => {
    const svg = linePlot(plot);
    expect(isWellFormed(svg)).toBe(true);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 800 450"/);
    expect(svg).toContain('<title>Loss &amp; &lt;score&gt;</title>');
    expect(svg).toContain('<rect width="800" height="450" fill="#ffffff"/>');
    for (const word of ['>step<', '>loss<', '>all<', '>score &quot;a&quot;<']) {
      expect(svg).toContain(word);
    }
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('breaks a line where a value is missing', () => {
    const [first = '', second = ''] = pathsOf(linePlot(plot));
    expect(first.match(/M/g)).toHaveLength(2);
    expect(first.match(/L/g)).toHaveLength(1);
    expect(second.match(/M/g)).toHaveLength(1);
  });

  it('draws higher values higher, within the frame', () => {
    const [path = ''] = pathsOf(
      linePlot({
        ...plot,
        series: [
          {
            name: 'a',
            points: [
              { x: 0, y: 1 },
              { x: 1, y: 9 },
            ],
          },
        ],
      }),
    );
    const [x0 = NaN, y0 = NaN, x1 = NaN, y1 = NaN] = path.match(/[\d.]+/g)?.map(Number) ?? [];
    expect(x0).toBe(70);
    expect(x1).toBeGreaterThan(600);
    expect(y1).toBeLessThan(y0);
    expect(y1).toBeGreaterThan(44);
    expect(y0).toBeLessThan(450 - 52);
  });

  it('leaves out what a logarithmic axis cannot show, and is not upset by nothing to show', () => {
    const svg = linePlot({ ...plot, logarithmic: true });
    expect(pathsOf(svg)[1]?.match(/[ML]/g)).toEqual(['M']);
    expect(svg).not.toMatch(/NaN|Infinity/);
    const empty = linePlot({ ...plot, series: [{ name: 'none', points: [] }] });
    expect(empty).toContain('>none<');
    expect(empty).not.toMatch(/NaN|Infinity/);
  });

  it('tells lines apart by dashes, not by colour alone', () => {
    const series = 'abcdef'.split('').map((name) => ({ name, points: [{ x: 0, y: 0 }] }));
    const styles = [...linePlot({ ...plot, series }).matchAll(/<path d="M[^"]*h34"([^>]*)>/g)].map(
      ([, style = '']) =>
        `${/dasharray="[^"]*"/.exec(style)?.[0] ?? 'solid'} ${/stroke-width="[^"]*"/.exec(style)?.[0]}`,
    );
    expect(new Set(styles).size).toBe(6);
  });
});

describe('intervalPlot', () => {
  const point = (x: number, y: number) => ({ x, y, lower: y - 1, upper: y + 1 });
  const panel = (title: string) => ({ title, points: [point(1, 2), point(3, 4)] });

  it('draws each point with its interval, and the diagonal', () => {
    const panels = [panel('Light')];
    const svg = intervalPlot({ title: 'Score', x: 'score', y: 'people', panels, columns: 2 });
    expect(isWellFormed(svg)).toBe(true);
    const dots = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)];
    expect(dots).toHaveLength(2);
    const [[, x0 = '', y0 = ''] = [], [, x1 = '', y1 = ''] = []] = dots;
    expect(Number(x1)).toBeGreaterThan(Number(x0));
    expect(Number(y1)).toBeLessThan(Number(y0));
    // Upright about its point.
    const whisker = `<line x1="${x0}" y1="([\\d.]+)" x2="${x0}" y2="([\\d.]+)" stroke="${INK.accent}"`;
    const [, from, to] = new RegExp(whisker).exec(svg) ?? [];
    expect((Number(from) + Number(to)) / 2).toBeCloseTo(Number(y0), 0);
    expect(Number(from)).toBeGreaterThan(Number(y0));
    expect(svg).toContain('stroke-dasharray');
  });

  it('puts panels into rows, with one scale for all', () => {
    const panels = ['a', 'b', 'c'].map(panel);
    const svg = intervalPlot({ title: 'Three', x: 'x', y: 'y', panels, columns: 2 });
    expect(svg).toContain('width="600" height="640"');
    const heights = [...svg.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)"/g)].map(([, y]) => y);
    expect(heights[0]).toBe(heights[2]);
    expect(Number(heights[4])).toBeCloseTo(Number(heights[0]) + 300, 1);
  });

  it('is not upset by nothing to show', () => {
    const none = {
      title: 'None',
      x: 'x',
      y: 'y',
      panels: [{ title: 'a', points: [] }],
      columns: 1,
    };
    expect(intervalPlot(none)).not.toMatch(/NaN|Infinity/);
  });
});

describe('contactSheet', () => {
  it('shows whole pictures in their cells, the best on the left', () => {
    const picture = (aspect: number, caption: string) => ({ href: 'data:,', aspect, caption });
    const svg = contactSheet('A & B', [
      {
        sentence: 'too <dark>',
        note: 'light',
        best: [picture(2, '0.90'), picture(0.5, '0.80')],
        worst: [picture(1, '-0.10')],
      },
    ]);
    expect(isWellFormed(svg)).toBe(true);
    expect(svg).toContain('“too &lt;dark&gt;”');
    const images = [
      ...svg.matchAll(
        /<image href="data:," x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="([\d.]+)"/g,
      ),
    ].map((found) => found.slice(1).map(Number));
    expect(images.map(([, width = NaN, height = NaN]) => width / height)).toEqual([
      expect.closeTo(2, 2),
      expect.closeTo(0.5, 2),
      expect.closeTo(1, 2),
    ]);
    const [first, , last] = images.map(([x = NaN]) => x);
    expect(last).toBeGreaterThan((first ?? NaN) + 300);
  });
});
