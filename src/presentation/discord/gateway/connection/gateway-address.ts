import { Injectable } from '@nestjs/common';
import { HttpSettings } from '../../../../application/shared/settings';

const PATH = '/gateway';
/** A name or address with an optional port, so that nothing else gets into an answer. */
const hostPattern = /^[\w.-]+(?::\d{1,5})?$|^\[[\da-f:.]+\](?::\d{1,5})?$/i;
const FALLBACK_HOST = 'localhost';

/** Where clients find the gateway: at PUBLIC_URL, else at the address they came by. */
@Injectable()
export class GatewayAddress {
  constructor(private readonly settings: HttpSettings) {}

  /** `host` and `isSecure` as the client sees them. Without a slash or query at its end. */
  of(host: string | undefined, isSecure: boolean): string {
    const { publicUrl } = this.settings;
    if (publicUrl !== undefined) return `${publicUrl.replace(/^http/, 'ws')}${PATH}`;
    const shown = host !== undefined && hostPattern.test(host) ? host : FALLBACK_HOST;
    return `${isSecure ? 'wss' : 'ws'}://${shown}${PATH}`;
  }

  /** Of an upgrade: whether a trusted proxy says that the client speaks TLS to it. */
  isSecure(forwardedProtocol: string | string[] | undefined): boolean {
    if (this.settings.trustProxy === false) return false;
    const [first] = String(forwardedProtocol ?? '').split(',');
    return /^(https|wss)$/i.test(first.trim());
  }
}
