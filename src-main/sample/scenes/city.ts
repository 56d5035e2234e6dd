import { between } from '../random.ts';
import { band, n, radialGradient, verticalGradient, type Scene } from './view.ts';

const LIGHTS = ['#ffd27a', '#ff9a55', '#ffeec4', '#7fc8ff', '#ff6f7d', '#9df0c0'];

/** A skyline at night over a river, out-of-focus lights in front. */
export const city: Scene = (view) => {
  const { width, height, arrangement, moment } = view;
  const shore = height * 0.66;
  const parts = [
    '<defs>',
    verticalGradient('sky', [
      [0, '#070a1c'],
      [0.6, '#1c2450'],
      [1, '#5b4468'],
    ]),
    verticalGradient('river', [
      [0, '#2a2748'],
      [1, '#05060f'],
    ]),
    ...LIGHTS.map((color, index) =>
      radialGradient(`bokeh${index}`, [
        [0, color, 0.42],
        [0.86, color, 0.5],
        [0.93, color, 0.7],
        [1, color, 0],
      ]),
    ),
    '</defs>',
    band(view, -height * 0.3, shore, 'url(#sky)'),
    band(view, shore, height * 1.3, 'url(#river)'),
  ];
  for (let star = 0; star < 110; star += 1) {
    const [x, y] = [
      between(arrangement, -0.2, 1.2) * width,
      between(arrangement, -0.2, 0.35) * height,
    ];
    parts.push(
      `<circle cx="${n(x)}" cy="${n(y)}" r="${n(between(arrangement, 0.6, 1.7))}" fill="#dfe6ff" fill-opacity="${n(between(arrangement, 0.3, 0.9))}"/>`,
    );
  }
  const reflections: string[] = [];
  for (let x = -width * 0.25; x < width * 1.25;) {
    const wide = between(arrangement, 0.035, 0.085) * width;
    const centre = 1 - Math.abs(x / width - 0.5) * 1.2;
    const tall = height * (0.1 + 0.34 * Math.max(0.1, centre) * between(arrangement, 0.45, 1));
    const shade =
      ['#0d1026', '#131733', '#181a36', '#0a0c1e'][Math.floor(arrangement() * 4)] ?? '#0d1026';
    parts.push(
      `<rect x="${n(x)}" y="${n(shore - tall)}" width="${n(wide + 1)}" height="${n(tall)}" fill="${shade}"/>`,
    );
    const columns = Math.floor(wide / 13);
    const rows = Math.floor(tall / 18);
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        if (arrangement() > 0.42) continue;
        const color = LIGHTS[Math.floor(arrangement() * 3)] ?? '#ffd27a';
        parts.push(
          `<rect x="${n(x + 5 + column * 13)}" y="${n(shore - tall + 7 + row * 18)}" width="6" height="9" fill="${color}"/>`,
        );
      }
    }
    const color = LIGHTS[Math.floor(arrangement() * LIGHTS.length)] ?? '#ffd27a';
    for (let ripple = 0; ripple < 14; ripple += 1) {
      const y = shore + 8 + ripple * ripple * 1.9;
      const drift = Math.sin(ripple * 2.1 + moment * 7 + x) * 8;
      reflections.push(
        `<ellipse cx="${n(x + wide / 2 + drift)}" cy="${n(y)}" rx="${n(wide * 0.3)}" ry="${n(1.6 + ripple * 0.35)}" fill="${color}" fill-opacity="0.22"/>`,
      );
    }
    x += wide;
  }
  parts.push(...reflections);
  for (let light = 0; light < 26; light += 1) {
    const [x, y] = [
      between(arrangement, -0.1, 1.1) * width,
      between(arrangement, 0.7, 1.08) * height,
    ];
    const size = between(arrangement, 0.012, 0.042) * width;
    parts.push(
      `<circle cx="${n(x + moment * 10 * (light % 3))}" cy="${n(y)}" r="${n(size)}" fill="url(#bokeh${Math.floor(arrangement() * LIGHTS.length)})"/>`,
    );
  }
  return parts.join('');
};
