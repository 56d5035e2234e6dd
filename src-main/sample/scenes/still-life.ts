import { between } from '../random.ts';
import { band, n, radialGradient, verticalGradient, type Scene } from './view.ts';

const FRUITS = [
  ['#ffb259', '#e0702a', '#6d2a0c'],
  ['#ff8f7d', '#c22f2b', '#4c0d12'],
  ['#e9f0a0', '#9fb53c', '#3e4c12'],
  ['#fff0a8', '#e2b93b', '#6d5010'],
  ['#c9a3e8', '#7d4fa8', '#2c1747'],
] as const;

/** Shaded fruit and a jug on a wooden table, light from the left. */
export const stillLife: Scene = (view) => {
  const { width, height, arrangement, moment } = view;
  const edge = height * 0.58;
  const parts = [
    '<defs>',
    radialGradient(
      'wall',
      [
        [0, '#8d8474'],
        [1, '#2d2926'],
      ],
      [0.3, 0.35],
    ),
    verticalGradient('table', [
      [0, '#5d3a22'],
      [0.4, '#8a5a34'],
      [1, '#3a2212'],
    ]),
    radialGradient('shadow', [
      [0, '#000000', 0.75],
      [0.55, '#000000', 0.4],
      [1, '#000000', 0],
    ]),
    radialGradient('shine', [
      [0, '#ffffff', 0.9],
      [1, '#ffffff', 0],
    ]),
    `<linearGradient id="jug" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#8fb0bd"/><stop offset="0.28" stop-color="#dcecef"/><stop offset="0.6" stop-color="#56798a"/><stop offset="1" stop-color="#16262f"/></linearGradient>`,
    ...FRUITS.map(([light, middle, dark], index) =>
      radialGradient(
        `fruit${index}`,
        [
          [0, light],
          [0.5, middle],
          [1, dark],
        ],
        [0.34, 0.3],
      ),
    ),
    '</defs>',
    band(view, -height * 0.3, height * 1.3, 'url(#wall)'),
    band(view, edge, height * 1.3, 'url(#table)'),
  ];
  for (let grain = 0; grain < 140; grain += 1) {
    const y = edge + arrangement() ** 1.4 * (height * 1.25 - edge);
    const x = between(arrangement, -0.3, 1.0) * width;
    parts.push(
      `<rect x="${n(x)}" y="${n(y)}" width="${n(between(arrangement, 0.1, 0.6) * width)}" height="${n(between(arrangement, 0.8, 2.6))}" fill="${arrangement() < 0.5 ? '#2b170a' : '#b27c4c'}" fill-opacity="0.3"/>`,
    );
  }
  const jug = width * between(arrangement, 0.26, 0.42);
  parts.push(
    shadow(jug + width * 0.07, height * 0.75, width * 0.16, height * 0.05),
    jugAt(jug, height * 0.75, height * 0.46),
  );
  const places = Array.from({ length: 7 }, (_value, index) => ({
    x: width * (0.2 + index * 0.105) + between(arrangement, -0.03, 0.03) * width + moment * 2,
    depth: arrangement(),
    kind: Math.floor(arrangement() * FRUITS.length),
    size: between(arrangement, 0.055, 0.085) * width,
  })).sort((a, b) => a.depth - b.depth);
  for (const { x, depth, kind, size } of places) {
    const foot = height * (0.72 + depth * 0.16);
    parts.push(
      shadow(x + size * 0.7, foot - size * 0.06, size * 1.5, size * 0.34),
      `<circle cx="${n(x)}" cy="${n(foot - size)}" r="${n(size)}" fill="url(#fruit${kind})"/>`,
      `<ellipse cx="${n(x - size * 0.36)}" cy="${n(foot - size * 1.42)}" rx="${n(size * 0.2)}" ry="${n(size * 0.14)}" fill="url(#shine)"/>`,
      `<path d="M${n(x)} ${n(foot - size * 1.95)}q4 -18 14 -24" stroke="#2d1c0c" stroke-width="5" fill="none" stroke-linecap="round"/>`,
    );
  }
  return parts.join('');
};

function shadow(x: number, y: number, rx: number, ry: number): string {
  return `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="url(#shadow)"/>`;
}

function jugAt(x: number, foot: number, tall: number): string {
  const [half, neck, lip] = [tall * 0.24, tall * 0.12, tall * 0.17];
  const top = foot - tall;
  return [
    `<path d="M${n(x - half * 0.7)} ${n(foot)}C${n(x - half * 1.5)} ${n(foot - tall * 0.4)} ${n(x - neck)} ${n(top + tall * 0.4)} ${n(x - neck)} ${n(top + tall * 0.2)}L${n(x - lip)} ${n(top)}L${n(x + lip)} ${n(top)}L${n(x + neck)} ${n(top + tall * 0.2)}C${n(x + neck)} ${n(top + tall * 0.4)} ${n(x + half * 1.5)} ${n(foot - tall * 0.4)} ${n(x + half * 0.7)} ${n(foot)}Z" fill="url(#jug)"/>`,
    `<ellipse cx="${n(x)}" cy="${n(top)}" rx="${n(lip)}" ry="${n(lip * 0.2)}" fill="#1b2a33"/>`,
    `<path d="M${n(x + lip * 0.8)} ${n(top + tall * 0.1)}c${n(tall * 0.28)} 0 ${n(tall * 0.26)} ${n(tall * 0.42)} ${n(tall * 0.03)} ${n(tall * 0.46)}" stroke="#33505e" stroke-width="${n(tall * 0.05)}" fill="none"/>`,
  ].join('');
}
