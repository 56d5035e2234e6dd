import {
  DOMParser,
  onWarningStopParsing,
  XMLSerializer,
  type Attr,
  type Document,
  type Element,
  type Node,
} from '@xmldom/xmldom';
import { decodeXmp, encodeXmp, type XmpText } from './xmp-text.ts';

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const XMLNS = 'http://www.w3.org/2000/xmlns/';
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
  #changed = false;

  private constructor(document: Document, rdf: Element, source: XmpText) {
    this.#document = document;
    this.#rdf = rdf;
    this.#source = source;
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
      const document = new DOMParser({ onError: onWarningStopParsing }).parseFromString(
        source.text.trim(),
        'application/xml',
      );
      return new XmpPacket(document, findRdf(document), source);
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
    return first === undefined ? undefined : simpleValue(first);
  }

  has(property: Property): boolean {
    return this.#occurrences(property).length > 0;
  }

  /** Replaces the property in the form in which it stands, or adds it as an attribute. */
  set(property: Property, value: string): void {
    const [first, ...others] = this.#occurrences(property);
    if (first !== undefined && others.length === 0 && simpleValue(first) === value) return;
    this.#changed = true;
    for (const other of others) detach(other);
    if (first !== undefined && replaceValue(first, value)) return;
    if (first !== undefined) detach(first);
    this.#add(property, value);
  }

  /** Replaces the property by an array of one item: an ordered one, or alternatives by language with a default. */
  setItem(property: Property, kind: 'Seq' | 'Alt', value: string): void {
    const [first, ...others] = this.#occurrences(property);
    if (first !== undefined && others.length === 0 && simpleValue(first) === value) return;
    this.remove(property);
    this.#changed = true;
    const home = this.#descriptions()[0] ?? this.#addDescription();
    const rdf = usablePrefix(home, RDF) ?? 'rdf';
    const element = this.#document.createElementNS(
      property.namespace,
      `${this.#declare(home, property)}:${property.name}`,
    );
    const array = this.#document.createElementNS(RDF, `${rdf}:${kind}`);
    const item = this.#document.createElementNS(RDF, `${rdf}:li`);
    if (kind === 'Alt') item.setAttributeNS(XML, 'xml:lang', 'x-default');
    item.textContent = value;
    array.appendChild(item);
    element.appendChild(array);
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
    const space = /\s*$/.exec(this.#source.text)?.[0].replaceAll('\r\n', '\n') ?? '';
    const lead = /^\s*/.exec(this.#source.text)?.[0].replaceAll('\r\n', '\n') ?? '';
    // Parsing leaves a CR only where it was written as a character reference, in text xmldom would
    // write it bare, and the next reader would take it for a line end.
    const text = new XMLSerializer().serializeToString(this.#document).replaceAll('\r', '&#13;');
    return encodeXmp(lead + text + space, this.#source);
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

  #add({ namespace, prefix, name }: Property, value: string): void {
    const descriptions = this.#descriptions();
    const home =
      descriptions.find((element) => usablePrefix(element, namespace) !== undefined) ??
      descriptions[0] ??
      this.#addDescription();
    const used = this.#declare(home, { namespace, prefix, name });
    home.setAttributeNS(namespace, `${used}:${name}`, value);
  }

  /** The prefix of a property's namespace at an element, made known there where it is not. */
  #declare(home: Element, { namespace, prefix }: Property): string {
    const known = usablePrefix(home, namespace);
    if (known !== undefined) return known;
    const free = freePrefix(home, prefix);
    home.setAttributeNS(XMLNS, `xmlns:${free}`, namespace);
    return free;
  }

  #addDescription(): Element {
    const prefix = usablePrefix(this.#rdf, RDF) ?? 'rdf';
    const description = this.#document.createElementNS(RDF, `${prefix}:Description`);
    description.setAttributeNS(RDF, `${prefix}:about`, '');
    this.#rdf.appendChild(description);
    return description;
  }
}

function findRdf(document: Document): Element {
  const root = document.documentElement;
  const all = root === null ? [] : [root, ...childElements(root)];
  const rdf = all.find((element) => element.namespaceURI === RDF && element.localName === 'RDF');
  if (rdf === undefined) throw new Error('it holds no RDF');
  return rdf;
}

function* childNodes(parent: Node): Generator<Node> {
  for (let node = parent.firstChild; node !== null; node = node.nextSibling) yield node;
}

function childElements(parent: Node): Element[] {
  return [...childNodes(parent)].filter((node): node is Element => node.nodeType === 1);
}

function isAttribute(node: Attr | Element): node is Attr {
  return node.nodeType === 2;
}

/**
 * The text of an attribute or element. A qualified value (`rdf:value` among qualifiers) and the first
 * item of an array count as the value too, since some writers put simple properties so.
 */
function simpleValue(node: Attr | Element): string | undefined {
  if (isAttribute(node)) return node.value.trim();
  const [child] = childElements(node);
  const asAttribute = node.getAttributeNS(RDF, 'value');
  if (asAttribute !== null && asAttribute !== '') return asAttribute.trim();
  if (child === undefined) return (node.textContent ?? '').trim();
  const inner =
    child.namespaceURI === RDF && child.localName !== 'value'
      ? childElements(child).find((element) => element.namespaceURI === RDF)
      : childElements(node).find(
          (element) => element.namespaceURI === RDF && element.localName === 'value',
        );
  return inner === undefined || childElements(inner).length > 0
    ? undefined
    : (inner.textContent ?? '').trim();
}

/** Writes the value in place; false where the property has a structure that a simple value does not fit. */
function replaceValue(node: Attr | Element, value: string): boolean {
  if (isAttribute(node)) {
    node.value = value;
    return true;
  }
  if (childElements(node).length > 0 || node.attributes.length > 0) return false;
  node.textContent = value;
  return true;
}

/** Takes a property out, with the white space before it, so that no blank line stays. */
function detach(node: Attr | Element): void {
  if (isAttribute(node)) {
    node.ownerElement?.removeAttributeNode(node);
    return;
  }
  const before = node.previousSibling;
  if (before?.nodeType === 3 && (before.nodeValue ?? '').trim() === '') {
    node.parentNode?.removeChild(before);
  }
  node.parentNode?.removeChild(node);
}

/** A prefix under which `namespace` is known at `element`; attributes cannot use the default one. */
function usablePrefix(element: Element, namespace: string): string | undefined {
  const hidden = new Set<string>();
  for (let node: Node | null = element; node?.nodeType === 1; node = node.parentNode) {
    for (const attribute of (node as Element).attributes) {
      if (attribute.namespaceURI !== XMLNS || attribute.prefix !== 'xmlns') continue;
      const prefix = attribute.localName ?? '';
      if (attribute.value === namespace && !hidden.has(prefix)) return prefix;
      hidden.add(prefix);
    }
  }
  return undefined;
}

function freePrefix(element: Element, wanted: string): string {
  for (let number = 1; ; number += 1) {
    const prefix = number === 1 ? wanted : `${wanted}${number}`;
    if (element.lookupNamespaceURI(prefix) === null) return prefix;
  }
}
