import { crc32, deflateSync } from 'node:zlib';

const SIDE = 128;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BITS_PER_SAMPLE = 8;
const PALETTE = 3;
/** Background of each picture; the figure in front is white. */
const backgrounds = [0x5865f2, 0x757e8a, 0x3ba55c, 0xfaa61a, 0xed4245, 0xeb459f] as const;
const FIGURE = 0xffffff;

export const DEFAULT_AVATARS = backgrounds.length;

/** The picture of somebody who chose none: a head and shoulders. Undefined for a number that has none. */
export function defaultAvatar(index: number): Buffer | undefined {
  const background = backgrounds[index];
  if (background === undefined) return undefined;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header.set([BITS_PER_SAMPLE, PALETTE], 8);
  const palette = Buffer.alloc(6);
  palette.writeUIntBE(background, 0, 3);
  palette.writeUIntBE(FIGURE, 3, 3);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(pixels())),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** One byte for each pixel, and before each row the filter `none`. */
function pixels(): Buffer {
  const rows = Buffer.alloc(SIDE * (SIDE + 1));
  for (let y = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1) rows[y * (SIDE + 1) + x + 1] = isFigure(x, y) ? 1 : 0;
  }
  return rows;
}

const isFigure = (x: number, y: number): boolean => {
  const fromMiddle = x - SIDE / 2;
  const isHead = Math.hypot(fromMiddle, y - SIDE * 0.4) < SIDE * 0.18;
  const isBody = Math.hypot(fromMiddle, (y - SIDE) * 0.9) < SIDE * 0.34;
  return isHead || isBody;
};

/** https://www.w3.org/TR/png/#5Chunk-layout */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
