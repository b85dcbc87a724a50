/** Gives a document to the reader as a file of this name. */
export function saveAs(document_: Blob, name: string): void {
  const address = URL.createObjectURL(document_);
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
