import { Injectable } from '@nestjs/common';
import { GuildDirectory } from '../../../../application/guilds';
import { FeedSessions, type LiveGuild, LiveGuilds } from '../../../../application/realtime';
import { EventBus } from '../../../../application/shared/event-bus';
import { Logger } from '../../../../application/shared/logger';
import { Metrics } from '../../../../application/shared/metrics';
import type { MessagingEvent } from '../../../../domain/messaging';
import type { Id } from '../../../../shared/ids';
import { type ChannelHome, ChannelHomes } from './channel-homes';
import { MessageAnnouncements } from './message-announcements';

/** Events of one channel that wait until it is known where the channel stands. */
export const UNPLACED_EVENTS_MAX = 4_096;

const types = [
  'message.created',
  'message.updated',
  'message.deleted',
  'message.recalled',
  'messages.bulk_deleted',
  'pins.updated',
  'reaction.added',
  'reaction.removed',
  'reactions.cleared',
  'typing.started',
  'interaction.created',
  'ephemeral_message.changed',
] as const satisfies readonly MessagingEvent['type'][];

/** What happens in channels of every kind: finds out whom it concerns and has it told, in order. */
@Injectable()
export class MessageEvents {
  private readonly unplaced = new Map<Id, MessagingEvent[]>();

  constructor(
    private readonly bus: EventBus,
    private readonly sessions: FeedSessions,
    private readonly guilds: LiveGuilds,
    private readonly directory: GuildDirectory,
    private readonly homes: ChannelHomes,
    private readonly tell: MessageAnnouncements,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  start(): void {
    for (const type of types) this.bus.subscribe<MessagingEvent>(type, (event) => this.handle(event));
  }

  private handle(event: MessagingEvent): void {
    if (this.sessions.size === 0) return;
    const waiting = this.unplaced.get(event.channelId);
    if (waiting) return this.wait(waiting, event);
    const home = this.homes.find(event.channelId);
    if (home && !this.isNewsFrom(home, event.channelId)) return this.tellAt(home, event);
    this.unplaced.set(event.channelId, [event]);
    void this.place(event.channelId);
  }

  private wait(waiting: MessagingEvent[], event: MessagingEvent): void {
    if (waiting.length < UNPLACED_EVENTS_MAX) waiting.push(event);
    else this.metrics.limitReached('gateway_unplaced_events');
  }

  /** Whether a guild with connected members does not know the channel: an archived thread, or one just deleted. */
  private isNewsFrom(home: ChannelHome, channelId: Id): boolean {
    const guild = home.kind === 'guild' ? this.guilds.find(home.guildId) : undefined;
    return guild !== undefined && !guild.knows(channelId);
  }

  private async place(channelId: Id): Promise<void> {
    try {
      const home = await this.homes.learn(channelId);
      if (this.isNewsFrom(home, channelId)) await this.learnThread(channelId);
      for (const event of this.take(channelId)) this.tellAt(home, event);
    } catch (error) {
      this.logger.error('events of a channel could not be told', { channelId, error });
      this.take(channelId);
    }
  }

  private async learnThread(channelId: Id): Promise<void> {
    const thread = await this.directory.thread(channelId);
    const guild = thread && this.guilds.find(thread.guildId);
    if (guild && !guild.knows(channelId)) guild.state.putThread(thread);
  }

  private take(channelId: Id): readonly MessagingEvent[] {
    const events = this.unplaced.get(channelId) ?? [];
    this.unplaced.delete(channelId);
    return events;
  }

  private tellAt(home: ChannelHome, event: MessagingEvent): void {
    if (home.kind === 'guild') {
      const guild: LiveGuild | undefined = this.guilds.find(home.guildId);
      if (guild) this.tell.inGuild(guild, event);
    } else if (home.kind === 'direct') {
      this.tell.inDirectChannel(home.recipientIds, event);
    }
  }
}
