/** The RDF in which XMP stands: finding, reading and taking out its elements and attributes. */
import type { Attr, Document, Element, Node } from '@xmldom/xmldom';

export const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
export const XMLNS = 'http://www.w3.org/2000/xmlns/';

export function findRdf(document: Document): Element {
  const root = document.documentElement;
  const all = root === null ? [] : [root, ...childElements(root)];
  const rdf = all.find((element) => element.namespaceURI === RDF && element.localName === 'RDF');
  if (rdf === undefined) throw new Error('it holds no RDF');
  return rdf;
}

function* childNodes(parent: Node): Generator<Node> {
  for (let node = parent.firstChild; node !== null; node = node.nextSibling) yield node;
}

export function childElements(parent: Node): Element[] {
  return [...childNodes(parent)].filter((node): node is Element => node.nodeType === 1);
}

/** The `rdf:Bag`, `rdf:Seq` or `rdf:Alt` of an array property. */
export function arrayOf(node: Element): Element | undefined {
  return childElements(node).find(
    ({ namespaceURI, localName }) =>
      namespaceURI === RDF && ['Bag', 'Seq', 'Alt'].includes(localName ?? ''),
  );
}

export function isAttribute(node: Attr | Element): node is Attr {
  return node.nodeType === 2;
}

/**
 * The text of an attribute or element. A qualified value (`rdf:value` among qualifiers) and the first
 * item of an array count as the value too, since some writers put simple properties so.
 */
export function simpleValue(node: Attr | Element): string | undefined {
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
export function replaceValue(node: Attr | Element, value: string): boolean {
  if (isAttribute(node)) {
    node.value = value;
    return true;
  }
  if (childElements(node).length > 0 || node.attributes.length > 0) return false;
  node.textContent = value;
  return true;
}

/** Takes a property out, with the white space before it, so that no blank line stays. */
export function detach(node: Attr | Element): void {
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
export function usablePrefix(element: Element, namespace: string): string | undefined {
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

export function freePrefix(element: Element, wanted: string): string {
  for (let number = 1; ; number += 1) {
    const prefix = number === 1 ? wanted : `${wanted}${number}`;
    if (element.lookupNamespaceURI(prefix) === null) return prefix;
  }
}
