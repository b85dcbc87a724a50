import { inflateRawSync } from 'node:zlib';
import { SaxesParser } from 'saxes';

/** A sheet as a reader of the file sees it: its cells by row, strings and numbers, and how many rows stand still at its head. */
export type OpenedSheet = { name: string; rows: (string | number | null)[][]; frozenRows: number };

/** Opens a workbook (.xlsx) from its bytes alone, without the library that wrote it. */
export function openWorkbook(bytes: Buffer): OpenedSheet[] {
  const files = unzip(bytes);
  const strings = texts(files.get('xl/sharedStrings.xml')!);
  const names = [...files.get('xl/workbook.xml')!.matchAll(/<sheet [^>]*name="([^"]*)"/g)].map((match) => match[1]!);
  return names.map((name, index) => ({ name, ...readSheet(files.get(`xl/worksheets/sheet${index + 1}.xml`)!, strings) }));
}

/** Reads the central directory at the end of the archive, as every program does. */
function unzip(bytes: Buffer): Map<string, string> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const files = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size, nameLength, extraLength, commentLength, offset] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
      bytes.readUInt16LE(at + 30),
      bytes.readUInt16LE(at + 32),
      bytes.readUInt32LE(at + 42),
    ];
    const from = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
    const content = bytes.subarray(from, from + size);
    files.set(bytes.toString('utf8', at + 46, at + 46 + nameLength), (method === 0 ? content : inflateRawSync(content)).toString('utf8'));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}

function texts(xml: string): string[] {
  const found: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => name === 'si' && found.push(''));
  parser.on('text', (text) => found.length > 0 && (found[found.length - 1] += text));
  parser.write(xml).close();
  return found;
}

function readSheet(xml: string, strings: readonly string[]): Omit<OpenedSheet, 'name'> {
  const rows: OpenedSheet['rows'] = [];
  let [frozenRows, column, isString, value] = [0, 0, false, ''];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    const told = attributes as Record<string, string>;
    if (name === 'pane' && told.state === 'frozen') frozenRows = Number(told.ySplit);
    if (name === 'row') rows[Number(told.r) - 1] = [];
    if (name === 'c') [column, isString, value] = [columnOf(told.r!), told.t === 's', ''];
  });
  parser.on('text', (text) => (value += text));
  parser.on('closetag', ({ name }) => {
    if (name !== 'c' || value === '') return;
    const row = rows.at(-1)!;
    while (row.length < column) row.push(null);
    row[column] = isString ? strings[Number(value)]! : Number(value);
  });
  parser.write(xml).close();
  return { rows, frozenRows };
}

function columnOf(cell: string): number {
  return [...cell.replace(/\d/g, '')].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
