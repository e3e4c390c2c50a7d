import { Injectable } from '@nestjs/common';
import type { MessageCreated } from '../../domain/messaging';
import { AppError } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { MessageReader } from '../messaging';
import { Logger } from '../shared/logger';
import { type Dialect, Metrics } from '../shared/metrics';
import { Timers } from '../shared/timers';
import { ChannelAudience, type Subscription } from './channel-audience';
import { ChannelSequencer } from './channel-sequencer';
import type { ChannelEncoder, ClientSession } from './client-session';
import type { ChannelEvent } from './frames';

/** How long an event that may wait is kept for others to join it. */
export const WAITING_EVENT_DELAY_MS = 50;

interface LiveChannel {
  readonly audience: ChannelAudience;
  readonly sequencer: ChannelSequencer;
  /** Openings that have not been closed. */
  users: number;
}

/**
 * Delivers a channel's events to the sockets of this process that are in it: in `seq` order, encoded once per dialect,
 * frames of one tick joined. Channels without local sockets cost nothing.
 */
@Injectable()
export class ChannelHub {
  private readonly channels = new Map<Id, LiveChannel>();
  private readonly opening = new Map<Id, Promise<LiveChannel>>();
  private readonly encoders = new Map<string, ChannelEncoder>();
  private dirty: ChannelAudience[] = [];

  constructor(
    private readonly reader: MessageReader,
    private readonly timers: Timers,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  register(encoder: ChannelEncoder, dialect: Dialect): void {
    this.encoders.set(encoder.name, encoder);
    this.dialects.set(encoder.name, dialect);
  }

  /**
   * Makes the channel live before a first session joins it. Every event from now on passes in order; whatever
   * committed before is found by a read begun after. Pair each call with one `close`.
   * @throws AppError `not_found`, `unavailable`
   */
  async open(channelId: Id): Promise<void> {
    for (;;) {
      const existing = this.channels.get(channelId);
      if (existing) {
        existing.users += 1;
        return;
      }
      let opening = this.opening.get(channelId);
      if (!opening) {
        opening = this.begin(channelId).finally(() => this.opening.delete(channelId));
        this.opening.set(channelId, opening);
      }
      await opening;
    }
  }

  close(channelId: Id): void {
    const channel = this.channels.get(channelId);
    if (!channel) return;
    channel.users -= 1;
    if (channel.users > 0) return;
    channel.audience.flush();
    channel.sequencer.close();
    this.channels.delete(channelId);
  }

  /** The session gets the channel's events from now on, held back until `Subscription.release`. */
  subscribe(channelId: Id, session: ClientSession): Subscription {
    const channel = this.channels.get(channelId);
    if (!channel) throw new AppError('unavailable', 'unavailable', 'the channel is not open here');
    return channel.audience.add(session);
  }

  publish(event: ChannelEvent): void {
    this.channels.get(event.channelId)?.sequencer.accept(event);
  }

  /** Writes what waits for the end of the tick now, so that a frame sent next comes after it. */
  flush(channelId: Id): void {
    this.channels.get(channelId)?.audience.flush();
  }

  /** Channels with sessions on this process, for comparing heads between nodes. */
  get liveChannelIds(): Id[] {
    return [...this.channels.keys()];
  }

  noticeHead(channelId: Id, headSeq: number): void {
    this.channels.get(channelId)?.sequencer.noticeHead(headSeq);
  }

  private readonly dialects = new Map<string, Dialect>();

  private async begin(channelId: Id): Promise<LiveChannel> {
    const headSeq = await this.reader.headSeq(channelId);
    if (headSeq === undefined) throw new AppError('not_found', 'not_found', `Channel ${channelId} not found`);
    const audience: ChannelAudience = new ChannelAudience(this.encoders, (encoder, count) => {
      const dialect = this.dialects.get(encoder);
      if (dialect) this.metrics.delivered(dialect, count);
    });
    const sequencer = new ChannelSequencer(
      headSeq + 1,
      (event) => this.enqueue(audience, event),
      { read: (fromSeq, toSeq) => this.readGap(channelId, fromSeq, toSeq) },
      this.timers,
      (error) => this.logger.warn('missing messages could not be read; trying again', { channelId, error }),
    );
    const channel: LiveChannel = { audience, sequencer, users: 0 };
    this.channels.set(channelId, channel);
    return channel;
  }

  private enqueue(audience: ChannelAudience, event: ChannelEvent): void {
    audience.push(event);
    if (event.mayWait) {
      audience.cancelDelay ??= this.timers.after(WAITING_EVENT_DELAY_MS, () => audience.flush());
      return;
    }
    if (audience.isDue) return;
    audience.isDue = true;
    this.dirty.push(audience);
    if (this.dirty.length === 1) this.timers.endOfTick(() => this.flushDirty());
  }

  private flushDirty(): void {
    const due = this.dirty;
    this.dirty = [];
    for (const audience of due) audience.flush();
  }

  private async readGap(channelId: Id, fromSeq: number, toSeq: number): Promise<MessageCreated[]> {
    const messages = await this.reader.range(channelId, fromSeq, toSeq);
    return messages.map((message) => ({ type: 'message.created', channelId, message }));
  }
}
