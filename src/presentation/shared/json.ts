import { parse } from 'secure-json-parse';
import { AppError } from '../../shared/errors';

/** Objects and arrays inside one another at most; deeper ones would overflow the stack of whoever walks them. */
export const JSON_DEPTH_MAX = 64;

const UNSAFE_DIGITS_MIN = 16;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const integerToken = /-?\d+/y;

const malformed = (message: string): AppError => new AppError('invalid', 'malformed', message);

/**
 * Parses JSON that a client sent, the same for an HTTP body and a socket frame. Integers beyond 2^53-1 outside strings
 * come back as strings, so that an id sent as a bare number keeps its digits; `__proto__` keys are refused.
 * @throws AppError invalid `malformed`
 */
export function parseJson(text: string): unknown {
  const exact = quoteUnsafeIntegers(text);
  try {
    return parse(exact, undefined, { protoAction: 'error', constructorAction: 'error' });
  } catch {
    throw malformed('not valid JSON');
  }
}

/** One pass over the text: counts the depth, and puts quotes around integers a number cannot hold. */
function quoteUnsafeIntegers(text: string): string {
  let depth = 0;
  let result = '';
  let copiedTo = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (character === QUOTE) {
      index = endOfString(text, index);
    } else if (isOpening(character)) {
      depth += 1;
      if (depth > JSON_DEPTH_MAX) throw malformed(`JSON nested deeper than ${JSON_DEPTH_MAX} levels`);
    } else if (isClosing(character)) {
      depth -= 1;
    } else if (startsNumber(character)) {
      const token = numberAt(text, index);
      if (isUnsafeInteger(text, index, token)) {
        result += `${text.slice(copiedTo, index)}"${token}"`;
        copiedTo = index + token.length;
      }
      index = endOfNumber(text, index + token.length) - 1;
    }
  }
  return copiedTo === 0 ? text : result + text.slice(copiedTo);
}

/** Index of the closing quote, or of the last character when there is none. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length) {
    const character = text.charCodeAt(index);
    if (character === QUOTE) return index;
    index += character === BACKSLASH ? 2 : 1;
  }
  return text.length;
}

const isOpening = (character: number): boolean => character === 0x7b || character === 0x5b;
const isClosing = (character: number): boolean => character === 0x7d || character === 0x5d;
const startsNumber = (character: number): boolean => character === 0x2d || (character >= 0x30 && character <= 0x39);

function numberAt(text: string, index: number): string {
  integerToken.lastIndex = index;
  return integerToken.exec(text)?.[0] ?? text.charAt(index);
}

/** Past fraction and exponent, which are left as they are. */
function endOfNumber(text: string, index: number): number {
  let end = index;
  while (end < text.length && /[\d.eE+-]/.test(text.charAt(end))) end += 1;
  return end;
}

function isUnsafeInteger(text: string, index: number, token: string): boolean {
  if (token.length < UNSAFE_DIGITS_MIN || Number.isSafeInteger(Number(token))) return false;
  // A leading zero is no JSON: leave the error to the parser. A fraction or exponent makes it no integer.
  return /^-?[1-9]/.test(token) && !/[.eE]/.test(text.charAt(index + token.length));
}
