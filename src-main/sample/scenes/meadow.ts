import { between } from '../random.ts';
import { band, n, radialGradient, verticalGradient, type Scene } from './view.ts';

const PETALS = ['#f7f4ff', '#ffd23f', '#e8476a', '#9a6bd8', '#ff9a3c'];

/** Flowers in tall grass before a soft background, swaying within a burst. */
export const meadow: Scene = (view) => {
  const { width, height, arrangement, moment } = view;
  const sway = Math.sin(moment * 3.2);
  const parts = [
    '<defs>',
    verticalGradient('back', [
      [0, '#bfe0ee'],
      [0.35, '#d7e8b8'],
      [0.62, '#8fb860'],
      [1, '#2f5422'],
    ]),
    radialGradient('soft', [
      [0, '#f4f7c4', 0.5],
      [0.8, '#dfeea0', 0.35],
      [1, '#dfeea0', 0],
    ]),
    radialGradient('heart', [
      [0, '#ffe27a'],
      [0.7, '#c98a1d'],
      [1, '#7a4a0c'],
    ]),
    '</defs>',
    band(view, -height * 0.3, height * 1.3, 'url(#back)'),
  ];
  for (let spot = 0; spot < 34; spot += 1) {
    parts.push(
      `<circle cx="${n(between(arrangement, -0.1, 1.1) * width)}" cy="${n(between(arrangement, 0.15, 0.75) * height)}" r="${n(between(arrangement, 0.015, 0.055) * width)}" fill="url(#soft)"/>`,
    );
  }
  for (let blade = 0; blade < 620; blade += 1) {
    const depth = blade / 620;
    const x = between(arrangement, -0.2, 1.2) * width;
    const foot = height * (0.92 + 0.3 * depth);
    const tall = height * between(arrangement, 0.18, 0.42) * (0.5 + 0.6 * depth);
    const lean = between(arrangement, -0.25, 0.25) * tall + sway * 14 * depth;
    const wide = 2 + 5 * depth;
    const green = 70 + Math.floor(arrangement() * 90 * (1 - depth * 0.4));
    parts.push(
      `<path d="M${n(x - wide)} ${n(foot)}Q${n(x + lean * 0.3)} ${n(foot - tall * 0.6)} ${n(x + lean)} ${n(foot - tall)}Q${n(x + lean * 0.3 + wide)} ${n(foot - tall * 0.6)} ${n(x + wide)} ${n(foot)}Z" fill="rgb(${Math.floor(green * 0.55)},${green},${Math.floor(green * 0.3)})"/>`,
    );
  }
  const flowers = Array.from({ length: 13 }, () => ({
    x: between(arrangement, 0.03, 0.97) * width,
    y: between(arrangement, 0.34, 0.78) * height,
    size: between(arrangement, 0.022, 0.055) * width,
    color: PETALS[Math.floor(arrangement() * PETALS.length)] ?? '#ffffff',
    turn: arrangement() * 60,
  })).sort((a, b) => a.size - b.size);
  for (const { x, y, size, color, turn } of flowers) {
    const head = x + sway * size * 0.35;
    parts.push(
      `<path d="M${n(head)} ${n(y)}Q${n(x)} ${n(y + size * 4)} ${n(x - size * 0.5)} ${n(height * 1.25)}" stroke="#3f6b26" stroke-width="${n(size * 0.13)}" fill="none"/>`,
      flower(head, y, size, color, turn + sway * 4),
    );
  }
  return parts.join('');
};

function flower(x: number, y: number, size: number, color: string, turn: number): string {
  const petals = Array.from(
    { length: 12 },
    (_value, index) =>
      `<ellipse cx="${n(size * 0.62)}" cy="0" rx="${n(size * 0.46)}" ry="${n(size * 0.17)}" fill="${color}" stroke="#00000030" stroke-width="1" transform="rotate(${n(index * 30 + turn)})"/>`,
  );
  return `<g transform="translate(${n(x)} ${n(y)}) scale(1 0.86)">${petals.join('')}<circle r="${n(size * 0.3)}" fill="url(#heart)"/></g>`;
}
