const FINAL_TEXT = 0x81;
const FINAL_BINARY = 0x82;
const LENGTH_7_MAX = 125;
const LENGTH_16 = 126;
const LENGTH_16_MAX = 65_535;
const LENGTH_64 = 127;

/** A ping without payload. RFC 6455, section 5.5.2 */
export const PING_FRAME: Uint8Array = Buffer.from([0x89, 0]);

/** Bytes of the head of a server's frame with `length` bytes of payload. */
export const headerBytes = (length: number): number => (length <= LENGTH_7_MAX ? 2 : length <= LENGTH_16_MAX ? 4 : 10);

/** Writes the head of a final, unmasked text frame at `offset`; returns where its payload begins. */
export const writeTextHeader = (target: Buffer, offset: number, length: number): number =>
  writeHeader(target, offset, FINAL_TEXT, length);

/** A text frame whose payload is UTF-8 already. */
export function encodedTextFrame(payload: Uint8Array): Buffer {
  return frameOf(FINAL_TEXT, payload);
}

/** One final, unmasked text frame as a server sends it. RFC 6455, section 5.2 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  // Its own memory, not a slice of the shared pool: a frame may wait in many queues.
  const frame = Buffer.allocUnsafeSlow(headerBytes(length) + length);
  frame.write(text, writeHeader(frame, 0, FINAL_TEXT, length));
  return frame;
}

/** One final, unmasked binary frame. */
export function binaryFrame(payload: Uint8Array): Buffer {
  return frameOf(FINAL_BINARY, payload);
}

function frameOf(first: number, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafeSlow(headerBytes(payload.length) + payload.length);
  frame.set(payload, writeHeader(frame, 0, first, payload.length));
  return frame;
}

function writeHeader(target: Buffer, offset: number, first: number, length: number): number {
  target[offset] = first;
  const bytes = headerBytes(length);
  if (bytes === 2) {
    target[offset + 1] = length;
  } else if (bytes === 4) {
    target[offset + 1] = LENGTH_16;
    target.writeUInt16BE(length, offset + 2);
  } else {
    target[offset + 1] = LENGTH_64;
    target.writeBigUInt64BE(BigInt(length), offset + 2);
  }
  return offset + bytes;
}
