import { defaultAvatar } from '../../src/presentation/discord/cdn/default-avatar';
import { assert } from '../../src/shared/assert';

/** A PNG of 128 x 128 pixels. */
export function aPng(index = 0): Buffer {
  const png = defaultAvatar(index);
  assert(png, 'there is no such picture');
  return png;
}

/** The smallest GIF; with two frames it moves. */
export function aGif(frames = 1): Buffer {
  const header = Buffer.from('474946383961010001008000000000ffffff', 'hex');
  const frame = Buffer.from('21f904000a0000002c00000000010001000002024401003b', 'hex').subarray(0, -1);
  return Buffer.concat([header, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])]);
}

/** A JPEG header of these dimensions, lying on its side when `orientation` says so. */
export function aJpeg(width: number, height: number, orientation = 1): Buffer {
  const exif = Buffer.from('45786966000049492a00080000000100120103000100000000000000', 'hex');
  exif.writeUInt16LE(orientation, 24);
  const segment = Buffer.concat([exif, Buffer.alloc(6)]);
  const marker = Buffer.from([0xff, 0xe1, 0, segment.length + 2]);
  const frame = Buffer.from('ffc0001108000000000301220002110103110100', 'hex').subarray(0, 19);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), marker, segment, frame, Buffer.from([0xff, 0xd9])]);
}

export const dataUri = (content: Buffer, type = 'image/png'): string =>
  `data:${type};base64,${content.toString('base64')}`;
