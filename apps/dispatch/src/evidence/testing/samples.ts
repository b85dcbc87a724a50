import { deflateSync } from 'node:zlib';

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** A PNG of one grey pixel, valid in every byte. `padding` bytes of a comment make it larger. */
export function png(padding = 0): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...(padding > 0 ? [chunk('tEXt', Buffer.alloc(padding, 0x61))] : []),
    chunk('IDAT', deflateSync(Buffer.from([0, 128]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The beginning of a JPEG, as cameras write it. */
export const jpeg = Buffer.concat([
  Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
  Buffer.alloc(400, 0x55),
  Buffer.from('ffd9', 'hex'),
]);
export const webp = Buffer.concat([Buffer.from('RIFF'), Buffer.from([0x20, 0, 0, 0]), Buffer.from('WEBPVP8 '), Buffer.alloc(40)]);
export const heic = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic'));
export const gif = Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1');
export const svg = Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
export const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n');
export const mp3 = Buffer.concat([
  Buffer.from('ID3\x03\x00\x00\x00\x00\x00\x00', 'latin1'),
  Buffer.from('fffb9064', 'hex'),
  Buffer.alloc(400),
]);
export const amr = Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(100, 0x3c)]);
export const wav = Buffer.concat([Buffer.from('RIFF'), Buffer.from([0x24, 0, 0, 0]), Buffer.from('WAVEfmt '), Buffer.alloc(40)]);
export const ogg = Buffer.concat([
  Buffer.from('OggS\0\x02', 'latin1'),
  Buffer.alloc(20),
  Buffer.from([1, 19]),
  Buffer.from('OpusHead'),
  Buffer.alloc(60),
]);
/** What phones record: an MP4 whose only track is sound; and a film. */
export const sound = Buffer.concat([box('ftyp', Buffer.from('isom\0\0\0\0isomiso2')), box('moov', handler('soun'))]);
export const film = Buffer.concat([
  box('ftyp', Buffer.from('isom\0\0\0\0isomiso2')),
  box('moov', Buffer.concat([handler('soun'), handler('vide')])),
]);
export const webmSound = Buffer.concat([
  Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d', 'hex'),
  Buffer.from('A_OPUS'),
  Buffer.alloc(80),
]);
export const webmFilm = Buffer.concat([webmSound, Buffer.from('V_VP8')]);
export const program = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(200)]);
export const words = Buffer.from('登瀛村三组积水已排完\n');
/** The same in the encoding of older Windows. */
export const wordsOfWindows = Buffer.from('b5c7e5bab4e5c8fdd7e9bbfdcbaed2d1c5c5cdea0a', 'hex');

/** A zip with empty files of these names, the first of them compressed with more than the head that is looked at. */
export function zip(...names: string[]): Buffer {
  const entries = names.map((name, nth) => ({ name: Buffer.from(name), data: nth === 0 ? Buffer.alloc(100_000, 7) : Buffer.alloc(0) }));
  const locals = entries.map(({ name, data }) => {
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt32LE(crc32(data), 14);
    head.writeUInt32LE(data.length, 18);
    head.writeUInt32LE(data.length, 22);
    head.writeUInt16LE(name.length, 26);
    return Buffer.concat([head, name, data]);
  });
  const central = entries.map(({ name }) => {
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(name.length, 28);
    return Buffer.concat([head, name]);
  });
  return Buffer.concat([...locals, ...central, Buffer.from('504b0506', 'hex'), Buffer.alloc(18)]);
}

/** A file of old office programs: the names inside are in UTF-16, far from the beginning. */
export function compoundFile(name: string): Buffer {
  return Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(90_000), Buffer.from(name, 'utf16le'), Buffer.alloc(200)]);
}

function box(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length + 8, 0);
  head.write(type, 4);
  return Buffer.concat([head, data]);
}

function handler(kind: string): Buffer {
  return box('hdlr', Buffer.concat([Buffer.alloc(8), Buffer.from(kind), Buffer.alloc(13)]));
}
