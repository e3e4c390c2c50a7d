export type Dialect = 'rooms' | 'discord' | 'im' | 'chat' | 'work' | 'operations';
export type Transport = 'websocket' | 'socketio';

/** What the core counts. The adapter exposes it in Prometheus form at `/metrics`. */
export abstract class Metrics {
  abstract connectionOpened(dialect: Dialect, transport: Transport): void;
  abstract connectionClosed(dialect: Dialect, transport: Transport, reason: string): void;
  /** `count` frames were handed to sockets of `dialect`. */
  abstract delivered(dialect: Dialect, count: number): void;
  /** A message was acknowledged `seconds` after its send was called. */
  abstract messageSent(seconds: number): void;
  /** A named maximum was reached: queue full, frame too large, too many connections, slow consumer ... */
  abstract limitReached(limit: string): void;
  /** Reads `read` whenever metrics are collected: queue depths, lags. */
  abstract gauge(name: string, help: string, read: () => number | Promise<number>): void;
}
