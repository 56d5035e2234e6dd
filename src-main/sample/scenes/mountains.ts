import { between, ridge } from '../random.ts';
import { band, n, radialGradient, silhouette, verticalGradient, type Scene } from './view.ts';

/** Haze brightens the far ranges. */
const RANGES = ['#b58a9c', '#93708f', '#6d5680', '#4a3f69', '#2b2a4c', '#15172e'];

/** Layered mountains at sunset, firs in front. */
export const mountains: Scene = (view) => {
  const { width, height, arrangement, moment } = view;
  const sunX = width * between(arrangement, 0.3, 0.7) + moment * width * 0.004;
  const sunY = height * between(arrangement, 0.34, 0.42);
  const glow = height * 0.62;
  const parts = [
    '<defs>',
    verticalGradient('sky', [
      [0, '#2a3a70'],
      [0.3, '#7a5c92'],
      [0.46, '#e08a6a'],
      [0.56, '#ffcf87'],
      [1, '#ffe2b0'],
    ]),
    radialGradient('glow', [
      [0, '#fff6d8', 1],
      [0.08, '#fff0c0', 0.95],
      [0.11, '#ffd98a', 0.55],
      [0.4, '#ffb060', 0.25],
      [1, '#ff9050', 0],
    ]),
    radialGradient('cloud', [
      [0, '#ffd7b0', 0.75],
      [1, '#e58f7a', 0],
    ]),
    '</defs>',
    band(view, -height * 0.3, height * 1.3, 'url(#sky)'),
  ];
  for (let cloud = 0; cloud < 9; cloud += 1) {
    const [x, y] = [
      between(arrangement, -0.1, 1.1) * width,
      between(arrangement, 0.04, 0.3) * height,
    ];
    const [rx, ry] = [
      between(arrangement, 0.1, 0.3) * width,
      between(arrangement, 0.008, 0.025) * height,
    ];
    parts.push(
      `<ellipse cx="${n(x + moment * 6)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="url(#cloud)"/>`,
    );
  }
  parts.push(`<circle cx="${n(sunX)}" cy="${n(sunY)}" r="${n(glow)}" fill="url(#glow)"/>`);
  RANGES.forEach((color, index) => {
    const heights = ridge(arrangement, 220, 4 + Math.min(index, 3));
    const top = height * (0.36 + index * 0.085);
    parts.push(silhouette(view, heights, top, height * 0.26, height * 1.3, color));
  });
  for (let tree = 0; tree < 60; tree += 1) {
    const x = width * (-0.2 + (1.4 * tree) / 60) + between(arrangement, -14, 14);
    const foot = height * between(arrangement, 0.96, 1.06);
    const tall = height * between(arrangement, 0.07, 0.2);
    parts.push(fir(x + Math.sin(moment * 5 + tree) * 1.5, foot, tall));
  }
  return parts.join('');
};

function fir(x: number, foot: number, tall: number): string {
  let path = `M${n(x)} ${n(foot - tall)}`;
  for (const side of [1, -1]) {
    for (let tier = 1; tier <= 7; tier += 1) {
      const at = side > 0 ? tier : 8 - tier;
      const y = foot - tall + (tall * at) / 7;
      const reach = (tall * 0.19 * at) / 7;
      path +=
        side > 0
          ? `L${n(x + reach)} ${n(y)}L${n(x + reach * 0.45)} ${n(y)}`
          : `L${n(x - reach * 0.45)} ${n(y)}L${n(x - reach)} ${n(y)}`;
    }
  }
  return `<path d="${path}Z" fill="#0a0d1c"/>`;
}
