import { SaxesParser } from 'saxes';

/** An element with its text (of itself, not of its children), its namespace and the line where it begins. */
export type XmlNode = { name: string; uri: string; line: number; text: string; children: XmlNode[] };

/** What was wrong with a document and where, in both languages. */
export type XmlFault = { line: number; zh: string; en: string };

export type XmlReading = { ok: true; root: XmlNode } | ({ ok: false } & XmlFault);

const deepest = 16;
const mostElements = 20_000;

/**
 * Reads an XML document into a tree. A document type declaration is refused, so that no entity but XML's own five can occur (no expansion,
 * no outside reference); so is what is deeper or longer than any message needs. Linear in the size.
 */
export function readXml(text: string): XmlReading {
  const parser = new SaxesParser({ xmlns: true });
  const open: XmlNode[] = [];
  let root: XmlNode | undefined;
  let elements = 0;
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
  parser.on('opentag', (tag) => {
    elements += 1;
    if (elements > mostElements) refuse(`元素多于 ${mostElements} 个`, `More than ${mostElements} elements`);
    if (open.length >= deepest) refuse(`嵌套深于 ${deepest} 层`, `Nested deeper than ${deepest}`);
    const node: XmlNode = { name: tag.local, uri: tag.uri, line: parser.line, text: '', children: [] };
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

/** Ends the parse of a document that is refused; `fault` says why. */
class Stop extends Error {}
