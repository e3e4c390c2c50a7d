import { Injectable } from '@nestjs/common';
import type { Id } from '../../../shared/ids';
import { Clock } from '../../shared/clock';
import { EventBus } from '../../shared/event-bus';
import { Logger } from '../../shared/logger';
import type { PresenceChanged } from '../conversation-feed/conversation-event';
import { ConversationFeed } from '../conversation-feed/conversation-feed';
import type { ConversationPlace } from '../conversation-feed/personal-session';
import { Presences, type UserPresence } from '../guild-audience/presences';
import { Contacts } from './contacts';
import { LastSeen } from './last-seen';

/** Has it told and kept when somebody comes, goes away from the keyboard, or goes. */
@Injectable()
export class PresenceNews {
  private isStopping = false;

  constructor(
    private readonly presences: Presences,
    private readonly lastSeen: LastSeen,
    private readonly contacts: Contacts,
    private readonly feed: ConversationFeed,
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.presences.listen((userId, presence, before) => this.changed(userId, presence, before));
    this.bus.subscribe<PresenceChanged>('presence.changed', (event) => this.tell(event));
  }

  /** The server stops: everybody goes, and there is nobody to tell it to. */
  beginStopping(): void {
    this.isStopping = true;
  }

  /** Sessions that wait for their clients to come back are over with the process. */
  async stop(): Promise<void> {
    const nowMs = this.clock.nowMs();
    for (const userId of this.presences.onlineUserIds()) this.keep(userId, nowMs);
    await this.lastSeen.flush();
  }

  private changed(userId: Id, { status }: UserPresence, before: UserPresence): void {
    if (status === before.status) return;
    const lastSeenMs = this.clock.nowMs();
    if (status === 'offline') this.keep(userId, lastSeenMs);
    if (this.isStopping) return;
    const event: PresenceChanged = { type: 'presence.changed', userId, status, lastSeenMs };
    this.bus.publish(event);
  }

  private keep(userId: Id, atMs: number): void {
    this.lastSeen.keep(userId, atMs).catch((error: unknown) => {
      this.logger.warn('when somebody was last here could not be kept', { userId, error });
    });
  }

  /** To whoever shares a conversation with them; in order for each person. */
  private tell(event: PresenceChanged): void {
    const { userId } = event;
    this.feed.tell(userId, event, async () => {
      const userIds = [...(await this.contacts.of(userId))];
      const place: ConversationPlace = { kind: 'person', channelId: userId, memberIds: userIds };
      return { place, userIds };
    });
  }
}
