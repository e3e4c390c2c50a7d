/**
 * Every message of a load starts with a marker, `~` and eight digits, so that a receiver can tell which message a frame
 * carries without parsing JSON.
 */
const TILDE = 0x7e;
const DIGITS = 8;
const MARKER_BYTES = DIGITS + 1;

/** The highest sequence number a marker can carry. */
export const MAX_SEQUENCE = 10 ** DIGITS - 1;

/**
 * @param {number} sequence 0 to MAX_SEQUENCE
 * @param {number} length characters of the whole content, the marker included
 */
export function markedContent(sequence, length) {
  return `~${String(sequence).padStart(DIGITS, '0')} `.padEnd(length, 'lorem ipsum dolor sit amet ');
}

function digitsAt(buffer, position) {
  let value = 0;
  for (let index = position; index < position + DIGITS; index += 1) {
    const digit = buffer[index] - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Finds the marker; remembers where it was, because it stands at the same place in nearly every frame. */
export class MarkerReader {
  #offset = 0;

  /** @returns the sequence number in this range of the buffer, or -1 */
  read(buffer, start, end) {
    const guess = start + this.#offset;
    if (guess + MARKER_BYTES <= end && buffer[guess] === TILDE) {
      const sequence = digitsAt(buffer, guess + 1);
      if (sequence >= 0) return sequence;
    }
    const found = buffer.subarray(start, end).indexOf(TILDE);
    if (found < 0 || found + MARKER_BYTES > end - start) return -1;
    this.#offset = found;
    return digitsAt(buffer, start + found + 1);
  }
}
