/**
 * A value of JSON as YAML: one line a field, texts in double quotes as JSON writes them (which YAML reads alike). Without a library, because
 * it is only written, never read.
 */
export function yamlOf(value: unknown, indent = ''): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]\n';
    if (value.every((item) => typeof item !== 'object' || item === null))
      return `[${value.map((item) => JSON.stringify(item)).join(', ')}]\n`;
    return `\n${value.map((item) => `${indent}- ${yamlOf(item, `${indent}  `).replace(/^\n +/, '')}`).join('')}`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    if (fields.length === 0) return '{}\n';
    return `\n${fields.map(([name, field]) => `${indent}${nameOf(name)}:${spaced(yamlOf(field, `${indent}  `))}`).join('')}`;
  }
  return `${JSON.stringify(value)}\n`;
}

/** A document, without the line break before its first field. */
export function yamlDocument(value: object): string {
  return yamlOf(value).replace(/^\n/, '');
}

/** Names that YAML could take for something else (a number, a truth value) are quoted. */
function nameOf(name: string): string {
  return /^[A-Za-z_$][\w.$/-]*$/.test(name) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(name) ? name : JSON.stringify(name);
}

function spaced(text: string): string {
  return text.startsWith('\n') ? text : ` ${text}`;
}
