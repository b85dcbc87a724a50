import { SaxesParser } from 'saxes';

/** An element with its text (of itself, not of its children), its namespace and the line where it begins. */
export type XmlNode = {
  name: string;
  uri: string;
  line: number;
  text: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlNode[];
};

/** What was wrong with a document and where, in both languages. */
export type XmlFault = { line: number; zh: string; en: string };

export type XmlReading = { ok: true; root: XmlNode } | ({ ok: false } & XmlFault);

/** What a document may at most have. An index of a feed has more elements than one message. */
export type XmlLimits = { depth: number; elements: number; attributes: number; attributeCharacters: number };

export const messageLimits: XmlLimits = { depth: 16, elements: 20_000, attributes: 64, attributeCharacters: 8_192 };

/**
 * Reads an XML document into a tree. A document type declaration is refused, so that no entity but XML's own five can occur (no expansion,
 * no outside reference); so is what is deeper or longer than any message needs, at the place where it becomes so. Linear in the size.
 */
export function readXml(text: string, limits: XmlLimits = messageLimits): XmlReading {
  const parser = new SaxesParser({ xmlns: true });
  const open: XmlNode[] = [];
  let root: XmlNode | undefined;
  let elements = 0;
  let attributes = 0;
  let fault: XmlFault | undefined;
  const refuse = (zh: string, en: string): void => {
    fault ??= { line: parser.line, zh, en };
    throw new Stop();
  };

  parser.on('doctype', () => refuse('不允许 DOCTYPE 和自定义实体', 'A DOCTYPE with its entities is not allowed'));
  parser.on('error', (error) => {
    const words = error.message.replace(/^\d+:\d+: /, '');
    refuse(`XML 格式不正确（${words}）`, `The XML is not well-formed (${words})`);
  });
  parser.on('attribute', ({ value }) => {
    attributes += 1;
    if (attributes > limits.attributes)
      refuse(`一个元素的属性多于 ${limits.attributes} 个`, `More than ${limits.attributes} attributes on one element`);
    if (value.length > limits.attributeCharacters)
      refuse(`属性长于 ${limits.attributeCharacters} 个字符`, `An attribute is longer than ${limits.attributeCharacters} characters`);
  });
  parser.on('opentag', (tag) => {
    attributes = 0;
    elements += 1;
    if (elements > limits.elements) refuse(`元素多于 ${limits.elements} 个`, `More than ${limits.elements} elements`);
    if (open.length >= limits.depth) refuse(`嵌套深于 ${limits.depth} 层`, `Nested deeper than ${limits.depth}`);
    const said = Object.fromEntries(Object.values(tag.attributes).map(({ local, value }) => [local, value]));
    const node: XmlNode = { name: tag.local, uri: tag.uri, line: parser.line, text: '', attributes: said, children: [] };
    open.at(-1)?.children.push(node);
    root ??= node;
    open.push(node);
  });
  parser.on('closetag', () => void open.pop());
  const take = (words: string): void => {
    const node = open.at(-1);
    if (node) node.text += words;
  };
  parser.on('text', take);
  parser.on('cdata', take);

  try {
    parser.write(text).close();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  if (fault) return { ok: false, ...fault };
  if (!root) return { ok: false, line: 1, zh: '没有内容', en: 'It is empty' };
  return { ok: true, root };
}

/** The children of a name in the namespace of their parent. */
export function childrenOf(node: XmlNode, name: string): XmlNode[] {
  return node.children.filter((child) => child.name === name && child.uri === node.uri);
}

/** The text of the first child of a name, without the space around it; empty if there is none. */
export function textOf(node: XmlNode, name: string): string {
  return childrenOf(node, name)[0]?.text.trim() ?? '';
}

/** Ends the parse of a document that is refused; `fault` says why. */
class Stop extends Error {}
