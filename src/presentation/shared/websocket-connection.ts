import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../../application/shared/clock';
import type { Metrics } from '../../application/shared/metrics';
import { type Dialect } from '../../application/shared/metrics';
import type { HeartbeatMonitor } from './heartbeat';
import { type Monitored } from './heartbeat';
import type { OutboundBudget } from './outbound-queue';
import { OUTBOUND_BYTES_MAX, OutboundQueue } from './outbound-queue';
import { type HandedOver, SerialInbox } from './serial-inbox';
import { TokenBucket } from './token-bucket';
import { PING_FRAME } from './websocket-frame';

/** Frames a client may send: on average and at once. Beyond it the connection is closed. */
export const INBOUND_FRAMES_PER_SECOND = 60;
export const INBOUND_FRAMES_BURST = 240;

/** RFC 6455, section 7.4.1 */
const GOING_AWAY = 1_001;
const NO_CLOSE_FRAME = 1_006;

/** What a dialect makes of one raw socket. */
export interface ConnectionHandler {
  /** One text frame (undefined: a binary one). Never rejects; see `SerialInbox` for what it returns. */
  frame(text: string | undefined): Promise<HandedOver | undefined>;
  /** The client sends more than its {@link InboundLimit} lets through; close with the dialect's code. */
  tooManyFrames(): void;
  /** The socket is gone, for whatever reason; called once. `code` as it was heard or said last, 1006 without one. */
  closed(code: number): void;
}

/** Says of each frame of a client whether it may come. */
export interface InboundLimit {
  take(nowMs: number): boolean;
}

/** What differs between dialects. */
export interface ConnectionRules {
  readonly inboundLimit: (nowMs: number) => InboundLimit;
  /** False for a dialect with a heartbeat of its own. */
  readonly isPinged: boolean;
  /** What may wait for the socket; for a dialect that hands over only what the socket takes, its largest frame. */
  readonly outboundBytesMax: number;
}

const defaultRules: ConnectionRules = {
  inboundLimit: (nowMs) => new TokenBucket(INBOUND_FRAMES_PER_SECOND, INBOUND_FRAMES_BURST, nowMs),
  isPinged: true,
  outboundBytesMax: OUTBOUND_BYTES_MAX,
};

export interface ConnectionServices {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly heartbeat: HeartbeatMonitor;
  readonly budget: OutboundBudget;
}

type State = 'open' | 'closing' | 'closed';

/**
 * One raw WebSocket: frames in strictly in order, frames out within bounds, heartbeats, one close reason. `open` until a
 * close frame was sent or received, then `closing`, then `closed`.
 */
export class WebSocketConnection implements Monitored {
  lastHeardAtMs: number;
  lastPingedAtMs: number;
  private state: State = 'open';
  private handler: ConnectionHandler | undefined;
  private isPaused = false;
  private isHandling = false;
  private closeReason = 'client';
  private closeCode = NO_CLOSE_FRAME;
  private readonly early: (string | undefined)[] = [];
  /** For a session that writes to thousands: whole frames, at once. Closed with the connection. */
  readonly outbound: OutboundQueue;
  private readonly inbox: SerialInbox<string | undefined>;
  private readonly inboundLimit: InboundLimit;

  constructor(
    private readonly webSocket: WebSocket,
    socket: Socket,
    private readonly dialect: Dialect,
    private readonly services: ConnectionServices,
    rules: ConnectionRules = defaultRules,
  ) {
    const nowMs = services.clock.nowMs();
    this.lastHeardAtMs = nowMs;
    this.lastPingedAtMs = nowMs;
    this.inboundLimit = rules.inboundLimit(nowMs);
    const cut = (): void => this.terminate('slow_consumer');
    this.outbound = new OutboundQueue(socket, services.budget, cut, rules.outboundBytesMax);
    this.inbox = new SerialInbox(
      (text) => this.handle(text),
      (pause) => this.setPaused(pause),
    );
    // Not read until a handler is attached, so that nothing piles up meanwhile.
    webSocket.pause();
    webSocket.on('message', (data, isBinary) => this.received(data, isBinary));
    webSocket.on('ping', () => this.heard());
    webSocket.on('pong', () => this.heard());
    webSocket.on('error', () => this.noteReason('protocol_error'));
    webSocket.on('close', (code) => this.ended(code));
    if (rules.isPinged) services.heartbeat.watch(this);
    services.metrics.connectionOpened(dialect, 'websocket');
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  /** Frames that came before the handler are worked on first. */
  attach(handler: ConnectionHandler): void {
    this.handler = handler;
    if (this.state === 'closed') return handler.closed(this.closeCode);
    for (const text of this.early.splice(0)) this.inbox.push(text);
    if (!this.isPaused) this.webSocket.resume();
  }

  /** Whole frames, written at once. */
  write(bytes: Uint8Array, frames: number): void {
    if (this.state === 'open') this.outbound.write(bytes, frames);
  }

  /** One frame, written at the end of the tick together with others. */
  writeLater(frame: Uint8Array): void {
    if (this.state === 'open') this.outbound.writeLater(frame);
  }

  /** Sends what waits, then a close frame. The first reason counts. */
  close(code: number, reason: string): void {
    if (this.state !== 'open') return;
    this.outbound.writeAll();
    this.state = 'closing';
    this.inbox.clear();
    this.noteReason(reason);
    this.webSocket.close(code, reason);
    // The client's answer must be read, also when reading was paused.
    this.webSocket.resume();
  }

  /** Ends the socket without a word, because it does not read any more. */
  terminate(reason: string): void {
    if (this.state === 'closed') return;
    this.state = 'closing';
    this.inbox.clear();
    this.noteReason(reason);
    this.outbound.close();
    this.webSocket.terminate();
  }

  ping(): void {
    this.write(PING_FRAME, 1);
  }

  silent(): void {
    this.services.metrics.limitReached('heartbeat_timeout');
    this.close(GOING_AWAY, 'heartbeat_timeout');
    this.terminate('heartbeat_timeout');
  }

  private received(data: RawData, isBinary: boolean): void {
    if (this.state !== 'open') return;
    this.heard();
    if (!this.inboundLimit.take(this.lastHeardAtMs)) {
      this.services.metrics.limitReached('inbound_frames');
      this.handler?.tooManyFrames();
      return;
    }
    const text = isBinary || !Buffer.isBuffer(data) ? undefined : data.toString('utf8');
    if (this.handler) this.inbox.push(text);
    else this.early.push(text);
  }

  /** A frame that was begun is done before its session is told of the end and leaves. */
  private async handle(text: string | undefined): Promise<HandedOver | undefined> {
    if (this.state !== 'open') return undefined;
    this.isHandling = true;
    try {
      return await this.handler?.frame(text);
    } finally {
      this.isHandling = false;
      this.tellClosed();
    }
  }

  private tellClosed(): void {
    if (this.state === 'closed' && !this.isHandling) this.handler?.closed(this.closeCode);
  }

  private heard(): void {
    this.lastHeardAtMs = this.services.clock.nowMs();
  }

  private setPaused(pause: boolean): void {
    this.isPaused = pause;
    if (this.state !== 'open') return;
    if (pause) this.webSocket.pause();
    else this.webSocket.resume();
  }

  private noteReason(reason: string): void {
    if (this.closeReason === 'client') this.closeReason = reason;
  }

  private ended(code: number): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.closeCode = code;
    this.outbound.close();
    this.inbox.clear();
    this.services.heartbeat.unwatch(this);
    this.services.metrics.connectionClosed(this.dialect, 'websocket', this.closeReason);
    this.tellClosed();
  }
}
