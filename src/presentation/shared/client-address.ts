import { Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import { HttpSettings, type TrustProxy } from '../../application/shared/settings';

type TrustFunction = (address: string, hop: number) => boolean;

/** The address a request came from, seen through the proxies that TRUST_PROXY names; the same for every transport. */
@Injectable()
export class ClientAddress {
  private readonly trust: TrustFunction;

  constructor(settings: HttpSettings) {
    this.trust = trustFunction(settings.trustProxy);
  }

  of(request: IncomingMessage): string {
    // A socket that was reset before we looked has no address any more.
    return request.socket.remoteAddress === undefined ? '' : proxyAddr(request, this.trust);
  }
}

function trustFunction(trustProxy: TrustProxy): TrustFunction {
  if (trustProxy === false) return () => false;
  if (typeof trustProxy === 'number') return (_address, hop) => hop < trustProxy;
  return proxyAddr.compile([...trustProxy]);
}
