import { escapeXml } from './cap-writer.rules.js';
import type { XmlNode } from './xml.rules.js';

/** An element as a document of its own, with its namespace as the default one. What is of another namespace (signatures) is left out. */
export function writeXml(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, ` xmlns="${escapeXml(root.uri)}"`)}\n`;
}

function element({ name, uri, text, children }: XmlNode, attributes = ''): string {
  const own = children.filter((child) => child.uri === uri).map((child) => element(child));
  return `<${name}${attributes}>${escapeXml(own.length > 0 ? text.trim() : text)}${own.join('')}</${name}>`;
}
