const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// Characters that no XML may hold, and that file names may.
const FORBIDDEN = new RegExp('[\\u0000-\\u001f\\u007f\\ufffe\\uffff]', 'g');

/** Text as it stands in HTML and SVG, in elements and in quoted attributes. */
export function escapeMarkup(text: string): string {
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, (one) => ENTITIES[one] ?? one);
}
