/** A photo as plain data: nested objects as columns `a.b`, lists as JSON. */
export type TableRow = Readonly<Record<string, unknown>>;

/**
 * RFC 4180, UTF-8 with a byte order mark, by which spreadsheets know it. Text that a spreadsheet would run as a formula
 * gets an apostrophe before it: file names come from anywhere.
 */
export function asCsv(rows: readonly TableRow[]): string {
  const flat = rows.map(flatten);
  const columns = [...new Set(flat.flatMap((row) => [...row.keys()]))];
  const lines = [columns, ...flat.map((row) => columns.map((column) => row.get(column) ?? ''))];
  return `\ufeff${lines.map((line) => line.map(quoted).join(',')).join('\r\n')}\r\n`;
}

export function asJson(rows: readonly TableRow[]): string {
  return `${JSON.stringify(rows, undefined, 1)}\n`;
}

function flatten(row: TableRow): Map<string, string> {
  const cells = new Map<string, string>();
  const put = (name: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    if (Array.isArray(value)) cells.set(name, value.length === 0 ? '' : JSON.stringify(value));
    else if (typeof value === 'object') {
      for (const [key, inner] of Object.entries(value))
        put(name === '' ? key : `${name}.${key}`, inner);
    } else if (typeof value === 'string') {
      cells.set(name, /^[=+@\t\r]|^-(?![\d.]+$)/.test(value) ? `'${value}` : value);
    } else cells.set(name, String(value as number | boolean));
  };
  put('', row);
  return cells;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
