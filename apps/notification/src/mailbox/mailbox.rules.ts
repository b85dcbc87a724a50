/** Reads `12:5,13:9` as cursors by mailbox; the last one counts if a mailbox is named twice. */
export function parseCursors(after: string): Map<number, number> {
  if (after === '') return new Map();
  return new Map(
    after.split(',').map((pair) => {
      const [mailboxId, cursor] = pair.split(':');
      return [Number(mailboxId), Number(cursor)];
    }),
  );
}
