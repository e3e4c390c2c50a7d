import type {
  ChannelEncoder,
  ChannelEvent,
  ClientSession,
  EncodedFrame,
  FrameBatch,
} from '../../src/application/realtime';
import type { Dialect } from '../../src/application/shared/metrics';
import type { MessageCreated } from '../../src/domain/messaging';
import type { DomainEvent } from '../../src/shared/events';
import { SilentMetrics } from './rooms-log';

/** Keeps what it was handed. */
export class RecordingSession implements ClientSession {
  readonly batches: FrameBatch[] = [];
  readonly terminations: string[] = [];

  constructor(
    readonly encoder: string = 'plain',
    readonly name: string = '',
  ) {}

  /** The frames' texts in order. */
  get texts(): string[] {
    return this.batches.flatMap((batch) => batch.frames.map((frame) => Buffer.from(frame.bytes).toString()));
  }

  deliver(batch: FrameBatch): void {
    this.batches.push(batch);
  }

  terminate(reason: string): void {
    this.terminations.push(reason);
  }
}

const isMessageCreated = (event: DomainEvent): event is MessageCreated => event.type === 'message.created';

/** A short name of an event: `#3` for the message of that seq, else its type and whom it is about. */
export function nameOf(event: DomainEvent): string {
  if (isMessageCreated(event)) return `#${event.message.seq}`;
  if ('currentUsers' in event && 'peakUsers' in event) {
    return `${event.type} ${String(event.currentUsers)}/${String(event.peakUsers)}`;
  }
  if ('userKey' in event) return `${event.type} ${String(event.userKey)}`;
  return 'messageId' in event ? `${event.type} ${String(event.messageId)}` : event.type;
}

/** Writes an event's short name, with the variant before it when there is one, and counts. */
export class NamingEncoder implements ChannelEncoder {
  encoded: string[] = [];

  constructor(
    readonly name: string = 'plain',
    readonly variantOf?: (event: ChannelEvent, session: ClientSession) => string | undefined,
  ) {}

  encode(event: ChannelEvent, variant: string): EncodedFrame | undefined {
    const text = variant === '' ? nameOf(event) : `${variant}:${nameOf(event)}`;
    this.encoded.push(text);
    return event.type === 'silent' ? undefined : { event, bytes: Buffer.from(text) };
  }
}

/** Counts frames handed to sockets. */
export class DeliveryMetrics extends SilentMetrics {
  readonly deliveries: { readonly dialect: Dialect; readonly count: number }[] = [];

  override delivered(dialect?: Dialect, count?: number): void {
    if (dialect !== undefined && count !== undefined) this.deliveries.push({ dialect, count });
  }
}
