import { between } from '../random.ts';
import { band, n, radialGradient, verticalGradient, type Scene } from './view.ts';

const SKINS = [
  ['#f6cfae', '#dba47c', '#7c4a30'],
  ['#c98e62', '#a06a42', '#4c2c18'],
  ['#8a5a3c', '#6a4029', '#2c180d'],
] as const;
const HAIR = ['#2b1a10', '#5d3316', '#14110f', '#a2672a'];
const COATS = ['#2e4d6b', '#7a2f3a', '#3c5a3c', '#c2a15a'];

/** A painted head and shoulders before out-of-focus lights; blinks in the middle of a burst. */
export const portrait: Scene = (view) => {
  const { width, height, arrangement, moment } = view;
  const [light, middle, dark] = SKINS[Math.floor(arrangement() * SKINS.length)] ?? SKINS[0];
  const hair = HAIR[Math.floor(arrangement() * HAIR.length)] ?? '#2b1a10';
  const coat = COATS[Math.floor(arrangement() * COATS.length)] ?? '#2e4d6b';
  const unit = Math.min(width, height) * 0.01;
  const x = width * between(arrangement, 0.42, 0.58) + Math.sin(moment * 4) * unit;
  const y = height * 0.42;
  const [rx, ry] = [unit * 19, unit * 25];
  const parts = [
    '<defs>',
    verticalGradient('back', [
      [0, '#3a4a3c'],
      [0.5, '#6d7a52'],
      [1, '#2a2f26'],
    ]),
    radialGradient('bokeh', [
      [0, '#f5e7a8', 0.25],
      [0.85, '#f5e7a8', 0.38],
      [1, '#f5e7a8', 0],
    ]),
    radialGradient(
      'skin',
      [
        [0, light],
        [0.55, middle],
        [1, dark],
      ],
      [0.34, 0.36],
    ),
    verticalGradient('neck', [
      [0, dark],
      [1, middle],
    ]),
    `<linearGradient id="coat" x1="0" y1="0" x2="1" y2="0.3"><stop offset="0" stop-color="${coat}"/><stop offset="1" stop-color="#0d0f14"/></linearGradient>`,
    '</defs>',
    band(view, -height * 0.3, height * 1.3, 'url(#back)'),
  ];
  for (let spot = 0; spot < 40; spot += 1) {
    parts.push(
      `<circle cx="${n(between(arrangement, -0.1, 1.1) * width)}" cy="${n(between(arrangement, -0.1, 0.9) * height)}" r="${n(between(arrangement, 1.5, 6.5) * unit)}" fill="url(#bokeh)"/>`,
    );
  }
  parts.push(
    ellipse(x, y + ry * 0.1, rx * 1.3, ry * 1.32, hair),
    `<path d="M${n(x - unit * 62)} ${n(height * 1.3)}C${n(x - unit * 56)} ${n(y + ry * 1.75)} ${n(x - unit * 20)} ${n(y + ry * 1.5)} ${n(x)} ${n(y + ry * 1.5)}C${n(x + unit * 20)} ${n(y + ry * 1.5)} ${n(x + unit * 56)} ${n(y + ry * 1.75)} ${n(x + unit * 62)} ${n(height * 1.3)}Z" fill="url(#coat)"/>`,
    `<path d="M${n(x - unit * 8)} ${n(y + ry * 0.7)}L${n(x - unit * 11)} ${n(y + ry * 1.6)}Q${n(x)} ${n(y + ry * 1.85)} ${n(x + unit * 11)} ${n(y + ry * 1.6)}L${n(x + unit * 8)} ${n(y + ry * 0.7)}Z" fill="url(#neck)"/>`,
    ellipse(x, y, rx, ry, 'url(#skin)'),
    `<path d="M${n(x - rx * 1.04)} ${n(y - ry * 0.1)}C${n(x - rx)} ${n(y - ry * 1.5)} ${n(x + rx)} ${n(y - ry * 1.5)} ${n(x + rx * 1.04)} ${n(y - ry * 0.1)}C${n(x + rx * 0.7)} ${n(y - ry * 0.85)} ${n(x - rx * 0.3)} ${n(y - ry * 0.7)} ${n(x - rx * 1.04)} ${n(y - ry * 0.1)}Z" fill="${hair}"/>`,
  );
  const blinks = moment > 0.45 && moment < 0.65;
  for (const side of [-1, 1]) {
    const eye = x + side * rx * 0.42;
    parts.push(
      `<path d="M${n(eye - unit * 5)} ${n(y - ry * 0.2)}Q${n(eye)} ${n(y - ry * 0.3)} ${n(eye + unit * 5)} ${n(y - ry * 0.2)}" stroke="${hair}" stroke-width="${n(unit * 1.1)}" fill="none" stroke-linecap="round"/>`,
      blinks
        ? `<path d="M${n(eye - unit * 3.6)} ${n(y - ry * 0.03)}Q${n(eye)} ${n(y + ry * 0.04)} ${n(eye + unit * 3.6)} ${n(y - ry * 0.03)}" stroke="${dark}" stroke-width="${n(unit * 0.8)}" fill="none"/>`
        : ellipse(eye, y - ry * 0.04, unit * 3.8, unit * 2, '#f7f4ee') +
            ellipse(eye, y - ry * 0.04, unit * 1.8, unit * 1.8, '#4a6b52') +
            ellipse(eye, y - ry * 0.04, unit * 0.9, unit * 0.9, '#0b0b0b') +
            ellipse(eye - unit * 0.6, y - ry * 0.06, unit * 0.45, unit * 0.45, '#ffffff'),
    );
  }
  const smile = 3 + 3 * Math.sin(moment * 3);
  parts.push(
    `<path d="M${n(x - unit)} ${n(y)}Q${n(x + unit * 4)} ${n(y + ry * 0.26)} ${n(x - unit)} ${n(y + ry * 0.28)}" stroke="${dark}" stroke-opacity="0.6" stroke-width="${n(unit * 0.7)}" fill="none"/>`,
    `<path d="M${n(x - unit * 6)} ${n(y + ry * 0.5)}Q${n(x)} ${n(y + ry * 0.5 + unit * smile)} ${n(x + unit * 6)} ${n(y + ry * 0.5)}Q${n(x)} ${n(y + ry * 0.5 + unit * smile * 0.3)} ${n(x - unit * 6)} ${n(y + ry * 0.5)}Z" fill="#a8443f"/>`,
  );
  return parts.join('');
};

function ellipse(x: number, y: number, rx: number, ry: number, fill: string): string {
  return `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}"/>`;
}
