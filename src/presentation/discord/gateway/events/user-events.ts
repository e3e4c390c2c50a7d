import { Injectable } from '@nestjs/common';
import { GuildReader } from '../../../../application/guilds';
import { FeedSessions, LiveGuilds, Presences, type UserPresence } from '../../../../application/realtime';
import { Intent } from '../../../../application/realtime/gateway';
import { EventBus } from '../../../../application/shared/event-bus';
import { Logger } from '../../../../application/shared/logger';
import type { AccessRevoked, UserUpdated } from '../../../../domain/identity';
import type { Id } from '../../../../shared/ids';
import { Announcer } from './announcer';
import { GuildAnnouncements } from './guild-announcements';
import { ownUserPayload, presencePayload } from './guild-event-payloads';

/** What happens to people and bots, wherever they are: profiles, presence, the end of their access. */
@Injectable()
export class UserEvents {
  constructor(
    private readonly bus: EventBus,
    private readonly sessions: FeedSessions,
    private readonly guilds: LiveGuilds,
    private readonly reader: GuildReader,
    private readonly presences: Presences,
    private readonly announcer: Announcer,
    private readonly tell: GuildAnnouncements,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.bus.subscribe<UserUpdated>('user.updated', (event) => this.updated(event));
    this.bus.subscribe<AccessRevoked>('access.revoked', (event) => this.revoked(event));
    this.presences.listen((userId, presence) => this.presenceChanged(userId, presence));
  }

  private updated({ profile }: UserUpdated): void {
    if (this.sessions.size === 0) return;
    this.announcer.announce(profile.id, {
      name: 'USER_UPDATE',
      intent: 0,
      audience: () => this.sessions.privateOf([profile.id]),
      data: () => ownUserPayload(profile),
    });
    this.updateMember(profile.id).catch((error: unknown) => {
      this.logger.error('a changed profile could not be told to guilds', { userId: profile.id, error });
    });
  }

  /** Members of the same guilds know the profile as part of the member. */
  private async updateMember(userId: Id): Promise<void> {
    for (const member of await this.reader.membershipsOf(userId)) {
      const guild = this.guilds.find(member.guildId);
      if (guild) this.tell.memberUpdated(guild, member);
    }
  }

  private revoked({ userId, authSessionId }: AccessRevoked): void {
    for (const { session } of [...this.sessions.ofUser(userId)]) {
      if (authSessionId === undefined || session.identity.actor.authSessionId === authSessionId) session.end('revoked');
    }
  }

  private presenceChanged(userId: Id, presence: UserPresence): void {
    if (this.sessions.size === 0) return;
    const guildIds = new Set([...this.sessions.ofUser(userId)].flatMap((session) => [...session.guildIds]));
    if (guildIds.size > 0) return this.tellPresence(userId, [...guildIds], () => presence);
    // Here by a socket of another dialect: which guilds it is in is not known beforehand.
    this.reader
      .membershipsOf(userId)
      .then((members) =>
        this.tellPresence(
          userId,
          members.map(({ guildId }) => guildId),
          () => this.presences.of(userId),
        ),
      )
      .catch((error: unknown) => this.logger.error('a presence could not be told to guilds', { userId, error }));
  }

  private tellPresence(userId: Id, guildIds: readonly Id[], presence: () => UserPresence): void {
    for (const guildId of guildIds) {
      const guild = this.guilds.find(guildId);
      if (!guild) continue;
      this.tell.toEveryone(guild, {
        name: 'PRESENCE_UPDATE',
        intent: Intent.guildPresences,
        data: () => presencePayload(guildId, userId, presence()),
      });
    }
  }
}
