/** Another message that a message refers to. The national profile, and some feeds, name no sender. */
export type Reference = { sender: string | null; identifier: string };

/**
 * Reads `references`. CAP has "sender,identifier,sent" between spaces; the time is ignored, because real feeds write the wrong one. The
 * national profile has identifiers alone, between spaces or commas. What is named twice counts once.
 */
export function readReferences(text: string, national: boolean): Reference[] {
  const references = text
    .split(national ? /[\s,，;；]+/ : /\s+/)
    .filter((part) => part !== '')
    .map((part): Reference => {
      const [first, second] = national ? [part] : part.split(',');
      return second ? { sender: first!, identifier: second } : { sender: null, identifier: first! };
    })
    .filter(({ identifier }) => identifier !== '' && identifier.length <= 300);
  return [...new Map(references.map((reference) => [JSON.stringify(reference), reference])).values()];
}

/**
 * Which of the known messages a reference means. Without a sender it means the one of the same office, else the only one that has this
 * identifier; if several offices use it, nobody can say which.
 */
export function meantBy<Known extends { sender: string; identifier: string }>(
  { sender, identifier }: Reference,
  ownSender: string,
  known: readonly Known[],
): Known[] {
  const candidates = known.filter((message) => message.identifier === identifier);
  const exact = candidates.filter((message) => message.sender === (sender ?? ownSender));
  if (exact.length > 0 || sender !== null) return exact;
  return candidates.length === 1 ? candidates : [];
}

/** Whether a reference may mean this message: same identifier, and the sender if one is named. */
export function refersToMessage(reference: Reference, message: { sender: string; identifier: string }): boolean {
  return reference.identifier === message.identifier && (reference.sender ?? message.sender) === message.sender;
}
