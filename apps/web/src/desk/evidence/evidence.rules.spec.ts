import { kindOfFile, refusedFile, sizeText } from './evidence.rules.js';

describe('a file that becomes evidence', () => {
  it.each([
    ['image/jpeg', 'photo'],
    ['audio/webm', 'voice'],
    ['application/pdf', 'file'],
    ['', 'file'],
  ] as const)('%s is a %s', (mediaType, kind) => expect(kindOfFile(mediaType)).toBe(kind));

  it.each([
    [0, 'empty'],
    [1, null],
    [20_000_000, null],
    [20_000_001, 'large'],
  ] as const)('%i bytes: %s', (size, why) => expect(refusedFile({ size })).toBe(why));

  it.each([
    [1, '1 kB'],
    [340_000, '340 kB'],
    [1_900_000, '1.9 MB'],
  ] as const)('%i bytes are written %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));
});
