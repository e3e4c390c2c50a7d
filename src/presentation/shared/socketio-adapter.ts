import type { IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Server, ServerOptions } from 'socket.io';
import { HttpSettings } from '../../application/shared/settings';
import { isAppError } from '../../shared/errors';
import { ConnectionGuard } from './connection-guard';
import { HEARTBEAT_INTERVAL_MS, HEARTBEAT_TIMEOUT_MS } from './heartbeat';
import { HANDSHAKE_DEADLINE_MS, INBOUND_FRAME_BYTES_MAX } from './upgrade-router';

type Decide = (problem: string | undefined, allowed: boolean) => void;

/** Socket.IO on the server's one port, guarded by the same limits as raw WebSockets, polling included. */
export class SocketIoAdapter extends IoAdapter {
  private readonly guard: ConnectionGuard;
  private readonly settings: HttpSettings;

  constructor(app: INestApplicationContext) {
    super(app);
    this.guard = app.get(ConnectionGuard);
    this.settings = app.get(HttpSettings);
  }

  override createIOServer(port: number, options?: Partial<ServerOptions>): Server {
    const { allowedOrigins } = this.settings;
    const guarded: Partial<ServerOptions> = {
      ...options,
      path: '/socket.io',
      serveClient: false,
      // engine.io would end every foreign upgrade after a second; the upgrade router answers unknown ones.
      destroyUpgrade: false,
      allowRequest: (request: IncomingMessage, decide: Decide) => this.allow(request, decide),
      maxHttpBufferSize: INBOUND_FRAME_BYTES_MAX,
      pingInterval: HEARTBEAT_INTERVAL_MS,
      pingTimeout: HEARTBEAT_TIMEOUT_MS - HEARTBEAT_INTERVAL_MS,
      connectTimeout: HANDSHAKE_DEADLINE_MS,
      perMessageDeflate: false,
      httpCompression: false,
      cors: { origin: allowedOrigins === '*' ? '*' : [...allowedOrigins], credentials: false },
    };
    // Nest declares every option as required; Socket.IO has defaults for all.
    const server: Server = super.createIOServer(port, guarded as ServerOptions);
    server.engine.on('connection', (connection: { once(event: 'close', listener: () => void): void }) => {
      this.guard.opened();
      connection.once('close', () => this.guard.closed());
    });
    return server;
  }

  /** Requests of an open session pass; a new one is a connection like any other. */
  private allow(request: IncomingMessage, decide: Decide): void {
    const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '');
    if (query.has('sid')) return decide(undefined, this.guard.allowsOrigin(request.headers.origin));
    try {
      this.guard.check(request);
      decide(undefined, true);
    } catch (error) {
      decide(isAppError(error) ? error.message : 'refused', false);
    }
  }
}
