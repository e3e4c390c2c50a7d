import { Injectable } from '@nestjs/common';
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ServerOptions, WebSocket, WebSocketServer } from 'ws';
import { Clock } from '../../application/shared/clock';
import { Logger } from '../../application/shared/logger';
import { type Dialect, Metrics } from '../../application/shared/metrics';
import { Timers } from '../../application/shared/timers';
import { AppError, isAppError, unavailable } from '../../shared/errors';
import { ConnectionGuard } from './connection-guard';
import { HeartbeatMonitor } from './heartbeat';
import { type HttpErrorAnswer, HttpErrorPresenters } from './http-error-presenters';
import { OutboundBudget } from './outbound-queue';
import { dialectOfUpgrade } from './path-table';
import { type ConnectionRules, type ConnectionServices, WebSocketConnection } from './websocket-connection';

/** Frames of a client at most; a longer one closes the socket with 1009. */
export const INBOUND_FRAME_BYTES_MAX = 65_536;
/** An upgrade that is not decided by then is refused. */
export const HANDSHAKE_DEADLINE_MS = 10_000;
/** How long a closing handshake may take before the socket is cut. */
const CLOSE_DEADLINE_MS = 5_000;
const ENGINE_IO_PREFIX = '/socket.io';

export interface UpgradeRequest {
  /** The path's parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly address: string;
}

/** What differs for the sockets of one route. */
export interface SocketRules extends ConnectionRules {
  /** Instead of {@link INBOUND_FRAME_BYTES_MAX}. */
  readonly frameBytesMax: number;
  /** The dialect's codes for those of RFC 6455, such as 1009 for a frame that is too long. */
  readonly closeCodes: ReadonlyMap<number, number>;
}

/** Decides before the upgrade, works after it. */
export interface UpgradeRoute {
  readonly dialect: Dialect;
  readonly rules?: SocketRules;
  /** Matches the whole path; named groups become `params`. */
  readonly path: RegExp;
  /**
   * Resolves with what to do once the socket is open. `abandoned` is called instead when it never opens.
   * @throws AppError the refusal, answered as plain HTTP in the dialect's form
   */
  admit(request: UpgradeRequest): Promise<AdmittedUpgrade>;
}

export interface AdmittedUpgrade {
  connected(connection: WebSocketConnection): void;
  abandoned(): void;
}

interface MatchedRoute {
  readonly route: UpgradeRoute;
  readonly server: WebSocketServer;
  readonly params: Record<string, string>;
}

/** `closeTimeout` is an option of ws since 8.19 that its type declarations lack. */
const webSocketOptions: ServerOptions & { closeTimeout: number } = {
  noServer: true,
  clientTracking: false,
  maxPayload: INBOUND_FRAME_BYTES_MAX,
  perMessageDeflate: false,
  closeTimeout: CLOSE_DEADLINE_MS,
};

/** A socket that says a dialect's codes where ws would say the protocol's. */
function serverWith({ frameBytesMax, closeCodes }: SocketRules): WebSocketServer {
  class DialectSocket extends WebSocket {
    override close(code?: number, data?: string | Buffer): void {
      super.close(code === undefined ? undefined : (closeCodes.get(code) ?? code), data);
    }
  }
  return new WebSocketServer({ ...webSocketOptions, maxPayload: frameBytesMax, WebSocket: DialectSocket });
}

const notFound = (): AppError => new AppError('not_found', 'not_found', 'Not Found');

/** The one place where raw WebSockets come in. Socket.IO's own upgrades are left to engine.io. */
@Injectable()
export class UpgradeRouter {
  private readonly routes: { readonly route: UpgradeRoute; readonly server: WebSocketServer }[] = [];
  private readonly server = new WebSocketServer(webSocketOptions);
  private readonly services: ConnectionServices;
  private readonly open = new Set<WebSocketConnection>();

  constructor(
    private readonly guard: ConnectionGuard,
    private readonly errors: HttpErrorPresenters,
    private readonly timers: Timers,
    private readonly logger: Logger,
    clock: Clock,
    metrics: Metrics,
    heartbeat: HeartbeatMonitor,
    budget: OutboundBudget,
  ) {
    this.services = { clock, metrics, heartbeat, budget };
  }

  register(route: UpgradeRoute): void {
    this.routes.push({ route, server: route.rules ? serverWith(route.rules) : this.server });
  }

  listen(httpServer: Server): void {
    httpServer.on('upgrade', (request, socket, head) => {
      if (!isEngineIo(request.url ?? '')) void this.route(request, socket, head);
    });
  }

  /** Closes what is still open, once the dialects have said their word. */
  closeAll(code: number, reason: string): void {
    for (const connection of [...this.open]) connection.close(code, reason);
  }

  private async route(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const ignoreReset = (): void => undefined;
    socket.on('error', ignoreReset);
    let counted = false;
    try {
      if (!(socket instanceof Socket)) throw unavailable('this transport is not supported');
      const { path, query } = splitTarget(request.url ?? '/');
      const match = this.match(path);
      if (!match) throw notFound();
      this.guard.check(request);
      this.guard.opened();
      counted = true;
      const { headers } = request;
      const address = this.guard.addressOf(request);
      const admitted = await this.withinDeadline(match.route.admit({ params: match.params, query, headers, address }));
      if (socket.destroyed) return admitted.abandoned();
      socket.off('error', ignoreReset);
      counted = false;
      this.upgrade(request, socket, head, match, admitted);
    } catch (error) {
      this.refuse(request, socket, error);
    } finally {
      if (counted) this.guard.closed();
    }
  }

  private upgrade(
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
    { route, server }: MatchedRoute,
    admitted: AdmittedUpgrade,
  ): void {
    let isOpen = false;
    socket.once('close', () => {
      this.guard.closed();
      if (!isOpen) admitted.abandoned();
    });
    server.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
      isOpen = true;
      const connection = new WebSocketConnection(webSocket, socket, route.dialect, this.services, route.rules);
      this.open.add(connection);
      webSocket.once('close', () => this.open.delete(connection));
      admitted.connected(connection);
    });
  }

  private match(path: string): MatchedRoute | undefined {
    for (const { route, server } of this.routes) {
      const match = route.path.exec(path);
      if (match) return { route, server, params: decodeParams(match.groups ?? {}) };
    }
    return undefined;
  }

  private withinDeadline(admission: Promise<AdmittedUpgrade>): Promise<AdmittedUpgrade> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const cancel = this.timers.after(HANDSHAKE_DEADLINE_MS, () => {
        isLate = true;
        reject(unavailable('the handshake took too long'));
      });
      admission.then(
        (admitted) => {
          cancel();
          if (isLate) admitted.abandoned();
          else resolve(admitted);
        },
        (error: unknown) => {
          cancel();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }

  private answerTo(request: IncomingMessage, error: unknown): HttpErrorAnswer {
    const target = request.url ?? '/';
    if (isAppError(error)) {
      const answer = this.errors.of(dialectOfUpgrade(target)).present(error, target);
      return { ...answer, headers: { ...retryAfter(error), ...answer.headers } };
    }
    this.logger.error('an upgrade failed', { error });
    return { status: 500, body: { error: 'Internal Server Error' } };
  }

  private refuse(request: IncomingMessage, socket: Duplex, error: unknown): void {
    const { status, body, headers = {} } = this.answerTo(request, error);
    const text = JSON.stringify(body);
    const lines = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(text)}`,
      'Connection: close',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    // A client that keeps its side open would keep the socket for ever: nothing else watches it.
    socket.once('finish', () => socket.destroy());
    socket.end(`${lines.join('\r\n')}\r\n\r\n${text}`);
  }
}

function retryAfter({ details }: AppError): Record<string, string> {
  if (details.retryAfterMs === undefined) return {};
  return { 'Retry-After': String(Math.ceil(details.retryAfterMs / 1_000)) };
}

const isEngineIo = (target: string): boolean =>
  target.startsWith(`${ENGINE_IO_PREFIX}/`) || target === ENGINE_IO_PREFIX || target.startsWith(`${ENGINE_IO_PREFIX}?`);

function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const mark = target.indexOf('?');
  return mark < 0
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark + 1)) };
}

/** @throws AppError `not_found` when a parameter is not valid percent-encoded UTF-8 */
function decodeParams(groups: Readonly<Record<string, string>>): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    throw notFound();
  }
}
