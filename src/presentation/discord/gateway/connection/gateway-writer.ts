import type { ResumableSession } from '../../../../application/realtime/gateway';
import type { Metrics } from '../../../../application/shared/metrics';
import type { Flushable, OutboundBudget } from '../../../shared/outbound-queue';
import type { WebSocketConnection } from '../../../shared/websocket-connection';
import { textFrame } from '../../../shared/websocket-frame';
import { dispatchFrames, dispatchPayload } from './dispatch-frames';
import type { PayloadCodec } from './payload-codecs';

/** Written at once, then the socket is asked whether it takes more. */
const BATCH_BYTES = 65_536;
const BATCH_EVENTS_MAX = 512;

/** What goes out to one gateway socket. Events stay in their session until the socket takes them. */
export class GatewayWriter implements Flushable {
  private session: ResumableSession | undefined;
  private isScheduled = false;
  private codec: PayloadCodec | undefined;
  /** Payloads waiting for the codec, before any event. */
  private readonly controls: string[] = [];
  private isEncoding = false;
  private idleWaiters: (() => void)[] | undefined;

  constructor(
    private readonly connection: WebSocketConnection,
    private readonly budget: OutboundBudget,
    private readonly metrics: Metrics,
  ) {
    connection.outbound.onDrained = () => this.flush();
  }

  get isCompressed(): boolean {
    return this.codec !== undefined;
  }

  compressWith(codec: PayloadCodec): void {
    this.codec = codec;
  }

  /** The session whose events are written from now on. */
  follow(session: ResumableSession | undefined): void {
    this.session = session;
  }

  /** Something that is no event. */
  tell(payload: string): void {
    if (!this.codec) return this.connection.write(textFrame(payload), 1);
    this.controls.push(payload);
    void this.encodeAll();
  }

  /** The session has events; they are written at the end of the tick, or at once when they are many. */
  wake(): void {
    const { session } = this;
    if (!session) return;
    if (session.waitingBytes >= BATCH_BYTES) return this.flush();
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.budget.flushLater(this);
  }

  flush(): void {
    this.isScheduled = false;
    if (this.codec) return void this.encodeAll();
    const { session, connection } = this;
    while (session && session.unsent > 0 && this.canWrite) {
      const { events, firstNumber } = session.take(BATCH_BYTES, BATCH_EVENTS_MAX);
      connection.write(dispatchFrames(events, firstNumber), events.length);
      this.metrics.delivered('discord', events.length);
    }
  }

  /** Resolves when everything told so far was handed to the socket, or never will be. */
  async told(): Promise<void> {
    if (!this.isEncoding) return;
    await new Promise<void>((resolve) => {
      this.idleWaiters ??= [];
      this.idleWaiters.push(resolve);
    });
  }

  close(): void {
    this.session = undefined;
    this.controls.length = 0;
    this.codec?.close();
    this.tellIdle();
  }

  private get canWrite(): boolean {
    return this.connection.isOpen && !this.connection.outbound.isLagging;
  }

  /** One payload at a time, because each goes on where the stream stood after the one before. */
  private async encodeAll(): Promise<void> {
    if (this.isEncoding) return;
    this.isEncoding = true;
    try {
      while (this.canWrite && this.codec) {
        const payload = this.nextPayload();
        if (!payload) break;
        this.connection.write(await this.codec.encode(payload), 1);
      }
    } catch {
      // The stream was closed with its connection, or is broken; either way nothing can follow.
      this.connection.terminate('encoding_failed');
    }
    this.isEncoding = false;
    this.tellIdle();
  }

  private nextPayload(): Buffer | undefined {
    const control = this.controls.shift();
    if (control !== undefined) return Buffer.from(control);
    const { session } = this;
    if (!session || session.unsent === 0) return undefined;
    const { events, firstNumber } = session.take(0, 1);
    this.metrics.delivered('discord', 1);
    return dispatchPayload(events[0], firstNumber);
  }

  private tellIdle(): void {
    const waiters = this.idleWaiters;
    this.idleWaiters = undefined;
    for (const tell of waiters ?? []) tell();
  }
}
