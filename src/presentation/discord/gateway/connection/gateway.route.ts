import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CATCH_UP_BYTES_MAX } from '../../../../application/realtime/gateway';
import { invalid } from '../../../../shared/errors';
import { FixedWindow } from '../../../shared/fixed-window';
import { SocketDrain } from '../../../shared/socket-drain';
import {
  type AdmittedUpgrade,
  type SocketRules,
  type UpgradeRequest,
  type UpgradeRoute,
  UpgradeRouter,
} from '../../../shared/upgrade-router';
import type { WebSocketConnection } from '../../../shared/websocket-connection';
import { GatewayAddress } from './gateway-address';
import { GatewayConnection } from './gateway-connection';
import { GatewayServices } from './gateway-services';
import { ZlibStreamCodec } from './payload-codecs';
import { gatewayCloseCodes, INBOUND_PAYLOAD_BYTES_MAX, INBOUND_PAYLOADS_MAX, INBOUND_WINDOW_MS } from './protocol';

/** RFC 6455, section 7.4.1 */
const INVALID_UTF8 = 1_007;
const FRAME_TOO_LONG = 1_009;

const versions: ReadonlyMap<string, 9 | 10> = new Map([
  ['', 10],
  ['9', 9],
  ['10', 10],
]);

/** `/gateway`, `/gateway/` and `/`: some libraries add a slash, some drop the path. */
@Injectable()
export class GatewayRoute implements UpgradeRoute, OnModuleInit {
  readonly dialect = 'discord';
  readonly path = /^\/(?:gateway\/?)?$/;
  readonly rules: SocketRules = {
    frameBytesMax: INBOUND_PAYLOAD_BYTES_MAX,
    closeCodes: new Map([
      [INVALID_UTF8, gatewayCloseCodes.decode_error],
      [FRAME_TOO_LONG, gatewayCloseCodes.decode_error],
    ]),
    inboundLimit: () => new FixedWindow(INBOUND_PAYLOADS_MAX, INBOUND_WINDOW_MS),
    isPinged: false,
    // Events wait in their session; here is at most one of them, however large.
    outboundBytesMax: CATCH_UP_BYTES_MAX,
  };

  constructor(
    private readonly router: UpgradeRouter,
    private readonly drain: SocketDrain,
    private readonly address: GatewayAddress,
    private readonly services: GatewayServices,
  ) {}

  onModuleInit(): void {
    this.router.register(this);
    this.drain.register(() => this.services.farewell());
  }

  /** @throws AppError `invalid` for an encoding other than JSON: its client could not read a word */
  async admit({ query, headers }: UpgradeRequest): Promise<AdmittedUpgrade> {
    const encoding = query.get('encoding') ?? 'json';
    if (encoding !== 'json') throw invalid('encoding', 'the gateway speaks JSON only');
    const version = versions.get(query.get('v') ?? '');
    const isStream = query.get('compress') === 'zlib-stream';
    const resumeUrl = this.address.of(headers.host, this.address.isSecure(headers['x-forwarded-proto']));
    return {
      connected: (connection) => this.connected(connection, version, resumeUrl, isStream),
      abandoned: () => undefined,
    };
  }

  private connected(
    connection: WebSocketConnection,
    version: 9 | 10 | undefined,
    resumeUrl: string,
    isStream: boolean,
  ): void {
    const codec = isStream ? new ZlibStreamCodec() : undefined;
    const handler = new GatewayConnection(connection, { version: version ?? 10, resumeUrl, codec }, this.services);
    this.services.joined(handler);
    if (version === undefined) handler.refuse('invalid_version');
    else handler.hello();
    connection.attach(handler);
  }
}
