import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateXML } from 'xmllint-wasm';

const schema = readFileSync(join(import.meta.dirname, '../../../test-data/cap/CAP-v1.2.xsd'), 'utf8');

/** What the schema of OASIS finds wrong with a document; empty if it is a CAP 1.2 message. */
export async function schemaProblems(document: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: 'message.xml', contents: document }],
    schema: [{ fileName: 'CAP-v1.2.xsd', contents: schema }],
  });
  return errors.map((error) => error.rawMessage);
}
