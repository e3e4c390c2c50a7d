import { once } from 'node:events';
import { Socket } from 'node:net';
import { type ServerOptions, WebSocket, WebSocketServer } from 'ws';
import type { Dialect, Transport } from '../../src/application/shared/metrics';
import { HeartbeatMonitor } from '../../src/presentation/shared/heartbeat';
import { OutboundBudget } from '../../src/presentation/shared/outbound-queue';
import type { HandedOver } from '../../src/presentation/shared/serial-inbox';
import { type ConnectionHandler, WebSocketConnection } from '../../src/presentation/shared/websocket-connection';
import { LocalServer } from './realtime-http';
import { SilentMetrics } from './rooms-log';
import { ManualTimers } from './timers';

/** Keeps why connections closed. */
export class ConnectionMetrics extends SilentMetrics {
  opened = 0;
  readonly closings: string[] = [];

  override connectionOpened(): void {
    this.opened += 1;
  }

  override connectionClosed(_dialect?: Dialect, _transport?: Transport, reason = ''): void {
    this.closings.push(reason);
  }
}

/** Keeps the frames it got; a test may say what becomes of each. */
export class RecordingHandler implements ConnectionHandler {
  readonly frames: (string | undefined)[] = [];
  floods = 0;
  closings = 0;
  onFrame: (text: string | undefined) => Promise<HandedOver | undefined> = () => Promise.resolve(undefined);
  onFlood: () => void = () => undefined;
  onClosed: () => void = () => undefined;

  frame(text: string | undefined): Promise<HandedOver | undefined> {
    this.frames.push(text);
    return this.onFrame(text);
  }

  tooManyFrames(): void {
    this.floods += 1;
    this.onFlood();
  }

  closed(): void {
    this.closings += 1;
    this.onClosed();
  }
}

export interface OpenedConnection {
  readonly connection: WebSocketConnection;
  /** The server's own end. */
  readonly webSocket: WebSocket;
  readonly client: WebSocket;
  /** Texts the client got. */
  readonly received: string[];
  /** Code and reason with which the client's side closed. */
  readonly closed: Promise<readonly [code: number, reason: string]>;
}

/** `closeTimeout` is an option of ws that its type declarations lack; so long that no test passes thanks to it. */
const options: ServerOptions & { closeTimeout: number } = { noServer: true, closeTimeout: 600_000 };

/** Raw WebSockets over this machine's loopback, everything but their bytes in the test's hands. */
export class ConnectionBench {
  readonly timers = new ManualTimers();
  readonly clock = this.timers.clock;
  readonly metrics = new ConnectionMetrics();
  readonly heartbeat = new HeartbeatMonitor(this.clock, this.timers);
  readonly budget = new OutboundBudget(this.timers, this.metrics);
  private readonly http = new LocalServer();
  private readonly sockets = new WebSocketServer(options);
  private readonly clients: WebSocket[] = [];

  async start(): Promise<void> {
    await this.http.listen();
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.terminate();
    await this.http.close();
  }

  async open(): Promise<OpenedConnection> {
    const upgraded = new Promise<{ connection: WebSocketConnection; webSocket: WebSocket }>((resolve) => {
      this.http.server.once('upgrade', (request, socket, head) => {
        if (!(socket instanceof Socket)) return;
        this.sockets.handleUpgrade(request, socket, head, (webSocket) => {
          resolve({ webSocket, connection: new WebSocketConnection(webSocket, socket, 'rooms', this) });
        });
      });
    });
    const client = new WebSocket(`ws://127.0.0.1:${this.http.port}/`);
    this.clients.push(client);
    const received: string[] = [];
    client.on('message', (data: Buffer) => received.push(data.toString()));
    const closed = new Promise<readonly [number, string]>((resolve) => {
      client.once('close', (code, reason) => resolve([code, reason.toString()]));
    });
    const [opened] = await Promise.all([upgraded, once(client, 'open')]);
    return { ...opened, client, received, closed };
  }
}
