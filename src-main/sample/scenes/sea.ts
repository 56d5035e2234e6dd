import { between, ridge } from '../random.ts';
import {
  band,
  horizontalGradient,
  n,
  radialGradient,
  silhouette,
  verticalGradient,
  type Scene,
} from './view.ts';

/** A lighthouse on a rock, the sea's horizon behind it. */
export const sea: Scene = (view) => {
  const { width, height, arrangement, moment } = view;
  const horizon = height * between(arrangement, 0.52, 0.62);
  const tower = width * between(arrangement, 0.64, 0.76);
  const parts = [
    '<defs>',
    verticalGradient('sky', [
      [0, '#2f6fb5'],
      [0.6, '#9cc7e8'],
      [1, '#f4e9d2'],
    ]),
    verticalGradient('water', [
      [0, '#5d93ad'],
      [0.25, '#2f6c8f'],
      [1, '#0c3550'],
    ]),
    radialGradient('cloud', [
      [0, '#ffffff', 0.9],
      [0.6, '#f2f4f8', 0.5],
      [1, '#e4ecf5', 0],
    ]),
    horizontalGradient('white', [
      [0, '#ffffff'],
      [0.55, '#e8e6e0'],
      [1, '#9a9ca2'],
    ]),
    horizontalGradient('red', [
      [0, '#d8433a'],
      [0.55, '#b52f2b'],
      [1, '#6d1c1f'],
    ]),
    '</defs>',
    band(view, -height * 0.3, horizon, 'url(#sky)'),
    band(view, horizon, height * 1.3, 'url(#water)'),
  ];
  for (let puff = 0; puff < 46; puff += 1) {
    const bank = Math.floor(puff / 9);
    const x = width * (0.05 + bank * 0.21) + between(arrangement, -0.1, 0.1) * width + moment * 8;
    const y = height * (0.1 + (bank % 3) * 0.11) + between(arrangement, -0.03, 0.03) * height;
    const size = between(arrangement, 0.03, 0.085) * width;
    parts.push(
      `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(size)}" ry="${n(size * 0.45)}" fill="url(#cloud)"/>`,
    );
  }
  for (let wave = 0; wave < 900; wave += 1) {
    const depth = arrangement() ** 1.6;
    const y = horizon + 2 + depth * (height * 1.2 - horizon);
    const x =
      between(arrangement, -0.2, 1.2) * width + Math.sin(moment * 6 + wave) * (3 + 14 * depth);
    const [rx, ry] = [(6 + 60 * depth) * between(arrangement, 0.4, 1), 0.7 + 4.2 * depth];
    const light = arrangement() < 0.5;
    parts.push(
      `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${light ? '#cfe6ee' : '#08283e'}" fill-opacity="${light ? 0.34 : 0.3}"/>`,
    );
  }
  const rockTop = horizon - height * 0.1;
  const line = ridge(arrangement, 160, 7);
  const underTower = line[Math.round(((tower / width + 0.3) / 1.6) * 159)] ?? 0.5;
  const rock = line.map((value, index) => {
    const away = (-0.3 + (1.6 * index) / 159) * width - tower;
    return (value - underTower) * 1.5 - 0.5 * (away / (width * 0.24)) ** 2 + 0.8;
  });
  parts.push(silhouette(view, rock, rockTop, height * 0.3, height * 1.3, '#2c2b2c'));
  const light = ridge(arrangement, 160, 7).map(
    (value, index) => (rock[index] ?? 0) - 0.12 - value * 0.25,
  );
  parts.push(silhouette(view, light, rockTop, height * 0.3, height * 1.3, '#4b4742'));
  parts.push(lighthouse(tower, rockTop + height * 0.07, height * 0.42));
  return parts.join('');
};

function lighthouse(x: number, foot: number, tall: number): string {
  const half = (share: number): number => tall * (0.105 - 0.04 * share);
  const parts: string[] = [];
  for (let stripe = 0; stripe < 6; stripe += 1) {
    const [low, high] = [stripe / 6, (stripe + 1) / 6];
    const [y1, y2] = [foot - tall * 0.82 * low, foot - tall * 0.82 * high];
    parts.push(
      `<polygon points="${n(x - half(low))},${n(y1)} ${n(x - half(high))},${n(y2)} ${n(x + half(high))},${n(y2)} ${n(x + half(low))},${n(y1)}" fill="url(#${stripe % 2 === 0 ? 'white' : 'red'})"/>`,
    );
  }
  const top = foot - tall * 0.82;
  const wide = half(1);
  for (const window of [0.25, 0.6]) {
    parts.push(
      `<rect x="${n(x - 5)}" y="${n(foot - tall * window)}" width="11" height="20" fill="#26303a"/>`,
    );
  }
  parts.push(
    `<rect x="${n(x - wide * 1.5)}" y="${n(top - 8)}" width="${n(wide * 3)}" height="9" fill="#24262b"/>`,
    `<rect x="${n(x - wide * 0.8)}" y="${n(top - tall * 0.1)}" width="${n(wide * 1.6)}" height="${n(tall * 0.1 - 8)}" fill="#ffe9a8"/>`,
    `<rect x="${n(x - 2)}" y="${n(top - tall * 0.1)}" width="4" height="${n(tall * 0.1 - 8)}" fill="#24262b"/>`,
    `<path d="M${n(x - wide * 1.1)} ${n(top - tall * 0.1)}Q${n(x)} ${n(top - tall * 0.22)} ${n(x + wide * 1.1)} ${n(top - tall * 0.1)}Z" fill="#8d2826"/>`,
  );
  return parts.join('');
}
