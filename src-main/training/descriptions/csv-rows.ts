/** A row of a CSV file, or what is wrong with it. */
export type CsvFields =
  | { readonly line: number; readonly fields: readonly string[]; readonly problem?: never }
  | { readonly line: number; readonly fields?: never; readonly problem: string };

/**
 * The rows of a CSV file with quoting (RFC 4180), which comments need: a field in quotes may hold commas, line ends and doubled
 * quotes. `line` is where the row begins, counted from 1. A broken row does not end the reading.
 */
export async function* csvRows(pieces: AsyncIterable<string>): AsyncGenerator<CsvFields> {
  const reader = new CsvReader();
  for await (const piece of pieces) yield* reader.read(piece);
  yield* reader.end();
}

class CsvReader {
  #fields: string[] = [];
  #field = '';
  #state: 'start' | 'plain' | 'quoted' | 'closing' = 'start';
  #problem: string | undefined;
  #line = 1;
  #startedAt = 1;

  *read(piece: string): Generator<CsvFields> {
    for (const character of piece) {
      if (this.#take(character)) yield* this.#row();
      if (character === '\n') this.#line++;
      if (this.#isEmpty()) this.#startedAt = this.#line;
    }
  }

  *end(): Generator<CsvFields> {
    if (this.#state === 'quoted') this.#problem = 'its quote is never closed';
    if (!this.#isEmpty()) yield* this.#row();
  }

  #isEmpty(): boolean {
    return this.#fields.length === 0 && this.#field === '' && this.#state === 'start';
  }

  /** Takes one character; true where it ends a row. */
  #take(character: string): boolean {
    if (this.#state === 'quoted') {
      if (character === '"') this.#state = 'closing';
      else this.#field += character;
      return false;
    }
    switch (character) {
      case ',':
        this.#endField();
        return false;
      case '\n':
        return true;
      case '"':
        if (this.#state === 'start') this.#state = 'quoted';
        else if (this.#state === 'closing') {
          this.#field += character;
          this.#state = 'quoted';
        } else this.#field += character;
        return false;
      default:
        if (this.#state === 'closing' && character !== '\r') {
          this.#problem = 'a quote within a quoted field is not doubled';
        }
        if (this.#state === 'start') this.#state = 'plain';
        this.#field += character;
        return false;
    }
  }

  #endField(): void {
    this.#fields.push(this.#field);
    this.#field = '';
    this.#state = 'start';
  }

  *#row(): Generator<CsvFields> {
    // The line ends of Windows.
    if (this.#field.endsWith('\r')) this.#field = this.#field.slice(0, -1);
    this.#endField();
    const fields = this.#fields;
    const problem = this.#problem;
    const line = this.#startedAt;
    this.#fields = [];
    this.#problem = undefined;
    if (problem !== undefined) yield { line, problem };
    else if (fields.length > 1 || fields[0] !== '') yield { line, fields };
  }
}
