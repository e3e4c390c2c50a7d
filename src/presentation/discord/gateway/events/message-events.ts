import { Injectable } from '@nestjs/common';
import { GuildDirectory } from '../../../../application/guilds';
import { FeedSessions, type LiveGuild, LiveGuilds } from '../../../../application/realtime';
import { EventBus } from '../../../../application/shared/event-bus';
import { Logger } from '../../../../application/shared/logger';
import { Metrics } from '../../../../application/shared/metrics';
import type { GroupEvent, MessagingEvent } from '../../../../domain/messaging';
import type { Id } from '../../../../shared/ids';
import { type ChannelHome, ChannelHomes } from './channel-homes';
import { GroupAnnouncements } from './group-announcements';
import { MessageAnnouncements } from './message-announcements';

/** Events of one channel that wait until it is known where the channel stands. */
export const UNPLACED_EVENTS_MAX = 4_096;

/** What happens in a channel, or to a group as a whole: both are told in one order. */
type ChannelEvent = MessagingEvent | GroupEvent;

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
  'group.created',
  'group.updated',
  'group.member_added',
  'group.member_removed',
  'group.dissolved',
] as const satisfies readonly ChannelEvent['type'][];

const GROUP: ChannelHome = { kind: 'group' };

/** What happens in channels of every kind: finds out whom it concerns and has it told, in order. */
@Injectable()
export class MessageEvents {
  private readonly unplaced = new Map<Id, ChannelEvent[]>();

  constructor(
    private readonly bus: EventBus,
    private readonly sessions: FeedSessions,
    private readonly guilds: LiveGuilds,
    private readonly directory: GuildDirectory,
    private readonly homes: ChannelHomes,
    private readonly tell: MessageAnnouncements,
    private readonly groups: GroupAnnouncements,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  start(): void {
    for (const type of types) this.bus.subscribe<ChannelEvent>(type, (event) => this.handle(event));
  }

  private handle(event: ChannelEvent): void {
    if (this.sessions.size === 0) return;
    const waiting = this.unplaced.get(event.channelId);
    if (waiting) return this.wait(waiting, event);
    const home = 'group' in event ? GROUP : this.homes.find(event.channelId);
    if (home && !this.isNewsFrom(home, event.channelId)) return this.tellAt(home, event);
    this.unplaced.set(event.channelId, [event]);
    void this.place(event.channelId);
  }

  private wait(waiting: ChannelEvent[], event: ChannelEvent): void {
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

  private take(channelId: Id): readonly ChannelEvent[] {
    const events = this.unplaced.get(channelId) ?? [];
    this.unplaced.delete(channelId);
    return events;
  }

  private tellAt(home: ChannelHome, event: ChannelEvent): void {
    if ('group' in event) {
      this.groups.toGroup(event);
    } else if (home.kind === 'guild') {
      const guild: LiveGuild | undefined = this.guilds.find(home.guildId);
      if (guild) this.tell.inGuild(guild, event);
    } else if (home.kind === 'direct') {
      this.tell.inConversation(home.recipientIds, event, 'direct');
    } else if (home.kind === 'group') {
      this.groups.inGroup(event);
    }
  }
}
