import type { AllowedOrigins, TrustProxy } from '../application/shared/settings';
import { UnreadableSetting } from './setting';

const yes = new Set(['true', '1', 'on', 'yes']);
const no = new Set(['false', '0', 'off', 'no']);
const PROXY_HOPS_MAX = 32;

export const readText = (text: string): string => text;

export function readInteger(text: string): number {
  if (!/^[+-]?\d{1,15}$/.test(text)) throw new UnreadableSetting('must be a whole number');
  return Number(text);
}

export function readSwitch(text: string): boolean {
  const word = text.toLowerCase();
  if (yes.has(word)) return true;
  if (no.has(word)) return false;
  throw new UnreadableSetting('must be true or false (on, off, yes, no, 1 and 0 are read as well)');
}

export function readLowerCase(text: string): string {
  return text.toLowerCase();
}

/** `*`, or origins separated by commas, or a JSON array of origins. */
export function readOrigins(text: string): AllowedOrigins {
  const items = text.startsWith('[') ? readJsonList(text) : splitList(text);
  if (items.includes('*')) {
    if (items.length > 1) throw new UnreadableSetting('must be either * alone or a list of origins');
    return '*';
  }
  if (items.length === 0) throw new UnreadableSetting('must name at least one origin, or be *');
  return [...new Set(items.map(readOrigin))];
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (isOrigin) return url.origin;
  throw new UnreadableSetting(`holds "${text}", which is not an origin such as https://chat.example.org`);
}

function readJsonList(text: string): string[] {
  const list = parseJson(text);
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) {
    throw new UnreadableSetting('must be a JSON array of strings when it starts with [');
  }
  return list.map((item) => item.trim()).filter((item) => item !== '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const splitList = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** Names separated by commas; `none` for no name. */
export const readNames = (text: string): readonly string[] =>
  text.toLowerCase() === 'none' ? [] : [...new Set(splitList(text))];

/** Off, a number of hops, or a list of addresses. `true` is refused: it would let every client forge its address. */
export function readTrustProxy(text: string): TrustProxy {
  const word = text.toLowerCase();
  if (no.has(word)) return false;
  if (/^\d+$/.test(word)) return readHops(Number(word));
  if (yes.has(word)) {
    throw new UnreadableSetting(
      'must name the proxy (an address, a CIDR range, loopback) or the number of proxies in front; ' +
        'true would let every client forge its address',
    );
  }
  return splitList(text);
}

function readHops(hops: number): number {
  if (hops > PROXY_HOPS_MAX) throw new UnreadableSetting(`must be at most ${PROXY_HOPS_MAX} hops`);
  return hops;
}
