import type { FieldProblem } from '#contracts/problem.js';
import { profileOf } from '../cap/cap-profile.rules.js';
import { lineFault } from '../cap/cap.rules.js';
import { decodeXml } from '../cap/encoding.rules.js';
import type { XmlLimits, XmlNode } from '../cap/xml.rules.js';
import { childrenOf, readXml, textOf } from '../cap/xml.rules.js';
import { writeXml } from '../cap/xml-writer.rules.js';

/** What a feed lists: a message by its address, or with the message inside. `name` changes when the entry does. */
export type FeedEntry = { name: string; link: string | null; document: string | null };

/** What a feed answered: one message, or an index, the oldest entry first. */
export type FeedReading =
  { ok: true; is: 'message' } | { ok: true; is: 'index'; entries: FeedEntry[] } | { ok: false; fields: FieldProblem[] };

/** An index is longer than a message, and its entries carry more. */
const indexLimits: XmlLimits = { depth: 32, elements: 200_000, attributes: 64, attributeCharacters: 8_192 };

/** Reads what a feed answered: a CAP message itself, an Atom feed, or RSS. */
export function readFeed(body: Uint8Array): FeedReading {
  const decoded = decodeXml(body);
  if (!decoded.ok) return { ok: false, fields: [lineFault('document', decoded.line, decoded.zh, decoded.en)] };
  const xml = readXml(decoded.text, indexLimits);
  if (!xml.ok) return { ok: false, fields: [lineFault('document', xml.line, xml.zh, xml.en)] };
  const { root } = xml;
  if (root.name === 'alert') return { ok: true, is: 'message' };
  const items = itemsOf(root);
  if (!items)
    return { ok: false, fields: [lineFault(root.name.slice(0, 60), root.line, '不是 CAP、Atom 或 RSS', 'It is no CAP, Atom or RSS')] };
  return { ok: true, is: 'index', entries: items.map(entryOf).reverse() };
}

function itemsOf(root: XmlNode): XmlNode[] | null {
  if (root.name === 'feed') return childrenOf(root, 'entry');
  if (root.name === 'rss') return childrenOf(root, 'channel').flatMap((channel) => childrenOf(channel, 'item'));
  return root.name === 'RDF' ? root.children.filter((child) => child.name === 'item') : null;
}

function entryOf(item: XmlNode): FeedEntry {
  const document = embeddedIn(item);
  const link = document === null ? linkOf(item) : null;
  const id = textOf(item, 'id') || textOf(item, 'guid') || link || '';
  const changed = textOf(item, 'updated') || textOf(item, 'pubDate') || '';
  return { name: [id, changed, link ?? document ?? ''].join(' '), link, document };
}

/** A message inside the entry: as an element, or as escaped text. */
function embeddedIn(item: XmlNode): string | null {
  const places = [item, ...childrenOf(item, 'content'), ...childrenOf(item, 'description')];
  for (const place of places) {
    const alert = place.children.find((child) => child.name === 'alert' && profileOf(child.uri) !== null);
    if (alert) return writeXml(alert);
    if (place !== item && /^\s*(<\?xml[^>]*>\s*)?<(\w+:)?alert[\s>]/.test(place.text)) return place.text.trim();
  }
  return null;
}

/** The address of the message: what says that it is CAP, before what says nothing. */
function linkOf(item: XmlNode): string | null {
  const links = childrenOf(item, 'link').map((node) => ({ href: (node.attributes.href ?? node.text).trim(), ...node.attributes }));
  const enclosures = childrenOf(item, 'enclosure').map((node) => ({ href: node.attributes.url ?? '', ...node.attributes }));
  const contents = childrenOf(item, 'content').map((node) => ({ href: node.attributes.src ?? '', ...node.attributes }));
  const all = ([...links, ...enclosures, ...contents] as { href: string; rel?: string; type?: string }[]).filter(({ href }) => href !== '');
  const named = all.find(({ type }) => type === 'application/cap+xml');
  return (named ?? all.find(({ rel }) => rel === undefined || rel === 'alternate'))?.href ?? null;
}
