import { isIP } from 'node:net';
import type { ValidatorConstraintInterface } from 'class-validator';
import { ValidatorConstraint } from 'class-validator';
import { databaseAddressProblem } from './database-address';

const SIGNING_SECRET_BYTES_MIN = 24;
const SIGNING_SECRET_BYTES_MAX = 64;
const SIGNING_SECRET_PREFIX = 'whsec_';
const proxyNames = new Set(['loopback', 'linklocal', 'uniquelocal']);

@ValidatorConstraint({ name: 'databaseAddress' })
export class KnownDatabase implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return databaseAddressProblem(String(value)) === undefined;
  }

  defaultMessage({ value }: { value?: unknown } = {}): string {
    return databaseAddressProblem(String(value)) ?? '';
  }
}

/** A proxy is `loopback`, `linklocal`, `uniquelocal`, an IP address or a CIDR range. */
@ValidatorConstraint({ name: 'proxyAddresses' })
export class ProxyAddresses implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return !Array.isArray(value) || value.every((item) => typeof item === 'string' && isProxy(item));
  }

  defaultMessage(): string {
    return 'must be off, a number of proxies, or a list of IP addresses and CIDR ranges';
  }
}

function isProxy(text: string): boolean {
  if (proxyNames.has(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

@ValidatorConstraint({ name: 'signingSecret' })
export class SigningSecret implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && decodeSigningSecret(value) !== undefined;
  }

  defaultMessage(): string {
    return `must be ${SIGNING_SECRET_PREFIX} and the base64 of ${SIGNING_SECRET_BYTES_MIN} to ${SIGNING_SECRET_BYTES_MAX} bytes`;
  }
}

/** The key's bytes, or undefined when the text is not a Standard Webhooks secret. */
export function decodeSigningSecret(text: string): Uint8Array | undefined {
  if (!text.startsWith(SIGNING_SECRET_PREFIX)) return undefined;
  const encoded = text.slice(SIGNING_SECRET_PREFIX.length);
  // Buffer.from skips what is not base64; comparing the way back refuses it instead.
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.toString('base64').replace(/=+$/, '') !== encoded.replace(/=+$/, '')) return undefined;
  const fits = bytes.length >= SIGNING_SECRET_BYTES_MIN && bytes.length <= SIGNING_SECRET_BYTES_MAX;
  return fits ? new Uint8Array(bytes) : undefined;
}
