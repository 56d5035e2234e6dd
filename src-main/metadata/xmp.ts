import {
  DOMParser,
  onWarningStopParsing,
  XMLSerializer,
  type Attr,
  type Document,
  type Element,
} from '@xmldom/xmldom';
import {
  arrayOf,
  childElements,
  detach,
  findRdf,
  freePrefix,
  isAttribute,
  RDF,
  replaceValue,
  simpleValue,
  usablePrefix,
  XMLNS,
} from './rdf.ts';
import {
  decodeXmp,
  encodeXmp,
  markLineFeeds,
  type LineFeedMarks,
  type XmpText,
} from './xmp-text.ts';

const XML = 'http://www.w3.org/XML/1998/namespace';

/** Comments, CDATA sections and processing instructions, in which an ampersand is a character. */
const NOT_MARKUP = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>/g;

/** A property by its namespace and local name; the prefix is only a wish for new ones. */
export interface Property {
  readonly namespace: string;
  readonly prefix: string;
  readonly name: string;
}

/** XML that is not XMP, or not XML. `message` is a reason for a person. */
export class XmpError extends Error {
  override readonly name = 'XmpError';
}

/**
 * An XMP packet whose simple top-level properties can be read and replaced; everything else in it is
 * kept: other namespaces, structures, arrays, language alternatives, comments, processing instructions.
 *
 * A property may stand as an attribute or as an element, under any prefix, in any of several
 * `rdf:Description` elements. Where it stands more than once the first counts.
 */
export class XmpPacket {
  readonly #document: Document;
  readonly #rdf: Element;
  readonly #source: XmpText;
  readonly #marks: LineFeedMarks;
  #changed = false;

  private constructor(document: Document, rdf: Element, source: XmpText, marks: LineFeedMarks) {
    this.#document = document;
    this.#rdf = rdf;
    this.#source = source;
    this.#marks = marks;
  }

  /** Throws `XmpError` for what is not well-formed, holds no RDF or declares a document type. */
  static parse(bytes: Uint8Array): XmpPacket {
    try {
      const source = decodeXmp(bytes);
      // A document type is how entity bombs and external files get in; XMP has none.
      if (/<!DOCTYPE/i.test(source.text)) throw new Error('it declares a document type');
      // xmldom lets a bare ampersand pass and would write it back as something else.
      const markup = source.text.replace(NOT_MARKUP, '');
      if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(markup)) {
        throw new Error('it contains an unknown entity');
      }
      const marks = markLineFeeds(source);
      const document = new DOMParser({ onError: onWarningStopParsing }).parseFromString(
        marks.text,
        'application/xml',
      );
      return new XmpPacket(document, findRdf(document), source, marks);
    } catch (cause) {
      const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
      throw new XmpError(
        reason.replace(/^Reporting \w+ "(.*)" caused onWarningStopParsing$/, '$1'),
        {
          cause,
        },
      );
    }
  }

  /** Whether `set` or `remove` has changed anything. */
  get changed(): boolean {
    return this.#changed;
  }

  /** The property's simple value; undefined where it is absent or has a structure. */
  get(property: Property): string | undefined {
    const first = this.#occurrences(property)[0];
    return first === undefined ? undefined : this.#valueOf(first);
  }

  has(property: Property): boolean {
    return this.#occurrences(property).length > 0;
  }

  /** Whether anything of a namespace stands at the top level. */
  hasAny(namespace: string): boolean {
    return this.#descriptions().some(
      (description) =>
        [...description.attributes].some((attribute) => attribute.namespaceURI === namespace) ||
        childElements(description).some((element) => element.namespaceURI === namespace),
    );
  }

  /** Replaces the property in the form in which it stands, or adds it as an attribute. */
  set(property: Property, value: string): void {
    const [first, ...others] = this.#occurrences(property);
    if (first !== undefined && others.length === 0 && this.#valueOf(first) === value) return;
    this.#changed = true;
    for (const other of others) detach(other);
    if (first !== undefined && replaceValue(first, value)) return;
    if (first !== undefined) detach(first);
    this.#add(property, value);
  }

  /** The items of an array property, or its simple value as the only one; undefined where it is absent. */
  list(property: Property): string[] | undefined {
    const first = this.#occurrences(property)[0];
    if (first === undefined) return undefined;
    const items = isAttribute(first) ? undefined : arrayOf(first);
    if (items !== undefined)
      return childElements(items).map((item) => this.#marks.read(item.textContent ?? '').trim());
    const value = this.#valueOf(first);
    return value === undefined || value === '' ? [] : [value];
  }

  /**
   * Makes the property an array of exactly these items. Items that stay keep their qualifiers; an empty list
   * removes the property.
   */
  setList(property: Property, kind: 'Bag' | 'Seq', values: readonly string[]): void {
    const before = this.list(property);
    if (before?.length === values.length && before.every((value, at) => value === values[at])) {
      return;
    }
    if (values.length === 0) {
      this.remove(property);
      return;
    }
    this.#changed = true;
    const [first, ...others] = this.#occurrences(property);
    for (const other of others) detach(other);
    const present = first === undefined || isAttribute(first) ? undefined : first;
    const array = present === undefined ? undefined : arrayOf(present);
    if (array !== undefined) {
      this.#refill(array, values);
      return;
    }
    if (first !== undefined) detach(first);
    const { home, prefix } = this.#homeOf(property);
    const rdf = usablePrefix(this.#rdf, RDF) ?? 'rdf';
    const element = this.#document.createElementNS(
      property.namespace,
      `${prefix}:${property.name}`,
    );
    const added = this.#document.createElementNS(RDF, `${rdf}:${kind}`);
    element.appendChild(added);
    this.#refill(added, values);
    home.appendChild(element);
  }

  /** Makes the property alternatives by language, of which there is the default alone. */
  setDefault(property: Property, value: string): void {
    const before = this.list(property);
    if (before?.length === 1 && before[0] === value) return;
    this.remove(property);
    this.#changed = true;
    const { home, prefix } = this.#homeOf(property);
    const rdf = usablePrefix(this.#rdf, RDF) ?? 'rdf';
    const name = `${prefix}:${property.name}`;
    const element = this.#document.createElementNS(property.namespace, name);
    const alternatives = this.#document.createElementNS(RDF, `${rdf}:Alt`);
    const item = this.#document.createElementNS(RDF, `${rdf}:li`);
    item.setAttributeNS(XML, 'xml:lang', 'x-default');
    item.textContent = value;
    alternatives.appendChild(item);
    element.appendChild(alternatives);
    home.appendChild(element);
  }

  remove(property: Property): void {
    for (const occurrence of this.#occurrences(property)) {
      this.#changed = true;
      detach(occurrence);
    }
  }

  /** The packet in the encoding, and with the line ends and trailing space, that it came with. */
  serialize(): Uint8Array {
    // No pattern for the end: one would try every run of white space in a packet, and long ones for ever.
    const { text: source } = this.#source;
    const space = source.slice(source.trimEnd().length).replaceAll('\r\n', '\n');
    const lead = source
      .slice(0, source.length - source.trimStart().length)
      .replaceAll('\r\n', '\n');
    // Parsing leaves a CR only where it was written as a character reference, in text xmldom would
    // write it bare, and the next reader would take it for a line end.
    const text = new XMLSerializer().serializeToString(this.#document).replaceAll('\r', '&#13;');
    return encodeXmp(lead + this.#marks.restore(text) + space, this.#source);
  }

  #descriptions(): Element[] {
    return childElements(this.#rdf).filter(
      (element) => element.namespaceURI === RDF && element.localName === 'Description',
    );
  }

  #occurrences({ namespace, name }: Property): (Attr | Element)[] {
    return this.#descriptions().flatMap((description) => {
      const attribute = description.getAttributeNodeNS(namespace, name);
      const elements = childElements(description).filter(
        (element) => element.namespaceURI === namespace && element.localName === name,
      );
      return attribute === null ? elements : [attribute, ...elements];
    });
  }

  #valueOf(node: Attr | Element): string | undefined {
    const value = simpleValue(node);
    return value === undefined ? undefined : this.#marks.read(value).trim();
  }

  #refill(array: Element, values: readonly string[]): void {
    const kept = new Set<Element>();
    for (const value of values) {
      const present = childElements(array).find(
        (item) => !kept.has(item) && this.#marks.read(item.textContent ?? '').trim() === value,
      );
      if (present !== undefined) {
        kept.add(present);
        continue;
      }
      const item = this.#document.createElementNS(RDF, `${array.prefix ?? 'rdf'}:li`);
      item.textContent = value;
      array.appendChild(item);
      kept.add(item);
    }
    for (const item of childElements(array)) if (!kept.has(item)) detach(item);
  }

  #add(property: Property, value: string): void {
    const { home, prefix } = this.#homeOf(property);
    home.setAttributeNS(property.namespace, `${prefix}:${property.name}`, value);
  }

  /** The description that a new property goes into, and the prefix for it there. */
  #homeOf({ namespace, prefix }: Property): { home: Element; prefix: string } {
    const descriptions = this.#descriptions();
    const home =
      descriptions.find((element) => usablePrefix(element, namespace) !== undefined) ??
      descriptions[0] ??
      this.#addDescription();
    let used = usablePrefix(home, namespace);
    if (used === undefined) {
      used = freePrefix(home, prefix);
      home.setAttributeNS(XMLNS, `xmlns:${used}`, namespace);
    }
    return { home, prefix: used };
  }

  #addDescription(): Element {
    const prefix = usablePrefix(this.#rdf, RDF) ?? 'rdf';
    const description = this.#document.createElementNS(RDF, `${prefix}:Description`);
    description.setAttributeNS(RDF, `${prefix}:about`, '');
    this.#rdf.appendChild(description);
    return description;
  }
}
