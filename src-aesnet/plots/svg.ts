/** Colours on a white ground: neutral greys and the light theme's accent. All lines have a contrast of 3:1 or more. */
export const INK = {
  paper: '#ffffff',
  text: '#222222',
  label: '#4d4d4d',
  axis: '#808080',
  grid: '#e3e3e3',
  accent: '#0b62c4',
} as const;

/** An element; attributes are escaped, children are taken as they are. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly string[]
): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escape(typeof value === 'number' ? round(value) : value)}"`,
  );
  if (children.length === 0) return `<${name}${written.join('')}/>`;
  return `<${name}${written.join('')}>${children.join('')}</${name}>`;
}

/** Text at a point. */
export function text(
  content: string,
  x: number,
  y: number,
  attributes: Readonly<Record<string, string | number>> = {},
): string {
  return element('text', { x, y, fill: INK.label, ...attributes }, escape(content));
}

/** A whole picture on white, with a title that screen readers read. */
export function document(
  width: number,
  height: number,
  title: string,
  ...children: readonly string[]
): string {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'font-family': 'system-ui, sans-serif',
      'font-size': 13,
    },
    element('title', {}, escape(title)),
    element('rect', { width, height, fill: INK.paper }),
    ...children,
  );
}

/** A tenth of a pixel is finer than any screen. */
export function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escape(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
