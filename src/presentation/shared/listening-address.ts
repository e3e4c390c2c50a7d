import { Server } from 'node:http';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { PublicAddress } from '../../application/files';
import { HttpSettings } from '../../application/shared/settings';

/** Addresses that mean every network of this machine, and so are no place to go to. */
const everywhere: ReadonlySet<string> = new Set(['0.0.0.0', '::']);
const THIS_MACHINE = '127.0.0.1';

@Injectable()
export class ListeningAddress extends PublicAddress {
  constructor(
    private readonly settings: HttpSettings,
    private readonly host: HttpAdapterHost,
  ) {
    super();
  }

  get url(): string {
    return this.settings.publicUrl ?? `http://${this.hostAndPort()}`;
  }

  private hostAndPort(): string {
    const server: unknown = this.host.httpAdapter.getHttpServer();
    const address = server instanceof Server ? server.address() : undefined;
    const { host, port } = this.settings;
    if (typeof address !== 'object' || address === null) return hostAndPort(host, port);
    return hostAndPort(address.address, address.port);
  }
}

function hostAndPort(host: string, port: number): string {
  const reachable = everywhere.has(host) ? THIS_MACHINE : host;
  return `${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
