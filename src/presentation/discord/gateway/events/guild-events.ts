import { Injectable } from '@nestjs/common';
import { FeedSessions, GuildConnector, type LiveGuild, LiveGuilds } from '../../../../application/realtime';
import { Intent } from '../../../../application/realtime/gateway';
import { EventBus } from '../../../../application/shared/event-bus';
import { Logger } from '../../../../application/shared/logger';
import {
  type BanAdded,
  type BanRemoved,
  type GuildChannelUpdated,
  type GuildEvent,
  type MemberJoined,
  type MemberLeft,
  type MemberUpdated,
  Permission,
  type Thread,
} from '../../../../domain/guilds';
import type { Id } from '../../../../shared/ids';
import { presentGuildChannel, presentThread } from '../../presenters/channel.presenter';
import { presentEmoji, presentGuild, presentRole } from '../../presenters/guild.presenter';
import { GuildAnnouncements, threadDeletedData } from './guild-announcements';
import { auditPayload, invitePayload, memberPayload } from './guild-event-payloads';
import { MemberGatherer } from './member-gatherer';

type EventOf<Type extends GuildEvent['type']> = Extract<GuildEvent, { type: Type }>;
type Handlers = { readonly [Type in GuildEvent['type']]: (event: EventOf<Type>, guild: LiveGuild) => void };

/**
 * What happens in guilds. The guild with its audiences has moved along before the next event is looked at, so that
 * whoever lost sight of something is told nothing of it any more.
 */
@Injectable()
export class GuildEvents {
  private readonly handlers: Handlers = {
    'guild.updated': (event, guild) => this.restructured(event, guild, 'GUILD_UPDATE', () => presentGuild(guild.state)),
    'guild.deleted': (_event, guild) => this.deleted(guild),
    'member.joined': (event, guild) => this.joined(event, guild),
    'member.updated': (event, guild) => this.memberUpdated(event, guild),
    'member.left': (event, guild) => this.left(event, guild),
    'ban.added': (event, guild) => this.ban(event, guild, 'GUILD_BAN_ADD'),
    'ban.removed': (event, guild) => this.ban(event, guild, 'GUILD_BAN_REMOVE'),
    'role.created': (event, guild) => this.role(event, guild, 'GUILD_ROLE_CREATE'),
    'role.updated': (event, guild) => this.role(event, guild, 'GUILD_ROLE_UPDATE'),
    'role.deleted': (event, guild) =>
      this.restructured(event, guild, 'GUILD_ROLE_DELETE', () => ({ guild_id: guild.id, role_id: event.roleId })),
    'guild_channel.created': (event, guild) => this.tell.visibilityChanged(guild, guild.apply(event)),
    'guild_channel.updated': (event, guild) => this.channelUpdated(event, guild),
    'guild_channel.deleted': (event, guild) => this.tell.visibilityChanged(guild, guild.apply(event)),
    'thread.created': (event, guild) => {
      guild.apply(event);
      this.thread(event.thread, guild, 'THREAD_CREATE', () => ({
        ...presentThread(event.thread),
        newly_created: true,
      }));
    },
    'thread.updated': (event, guild) => {
      guild.apply(event);
      this.thread(event.thread, guild, 'THREAD_UPDATE', () => presentThread(event.thread));
    },
    'thread.deleted': (event, guild) => {
      const viewers = guild.viewersOf(event.thread.id);
      guild.apply(event);
      this.tell.toSessions(guild, viewers, { name: 'THREAD_DELETE', data: () => threadDeletedData(event.thread) });
    },
    'thread.members_changed': (event, guild) => {
      const before = guild.viewersOf(event.thread.id);
      guild.apply(event);
      this.tell.threadMembersChanged(guild, event, before);
    },
    'emojis.updated': (event, guild) => {
      guild.apply(event);
      const data = (): object => ({ guild_id: guild.id, emojis: event.emojis.map((emoji) => presentEmoji(emoji)) });
      this.tell.toEveryone(guild, { name: 'GUILD_EMOJIS_UPDATE', intent: Intent.guildExpressions, data });
    },
    'webhooks.updated': ({ channelId }, guild) => {
      const data = (): object => ({ guild_id: guild.id, channel_id: channelId });
      this.tell.toViewers(guild, channelId, { name: 'WEBHOOKS_UPDATE', intent: Intent.guildWebhooks, data });
    },
    'invite.created': ({ invite }, guild) =>
      this.invite(guild, 'INVITE_CREATE', invite.channelId, async () =>
        invitePayload(invite, await this.gatherer.user(invite.inviterId)),
      ),
    'invite.deleted': ({ channelId, code }, guild) =>
      this.invite(guild, 'INVITE_DELETE', channelId, () => ({ channel_id: channelId, guild_id: guild.id, code })),
    'audit.logged': ({ entry }, guild) =>
      this.tell.toEveryone(guild, {
        name: 'GUILD_AUDIT_LOG_ENTRY_CREATE',
        intent: Intent.guildModeration,
        audience: () => guild.everyoneWith(Permission.viewAuditLog),
        data: () => auditPayload(entry),
      }),
  };

  constructor(
    private readonly bus: EventBus,
    private readonly guilds: LiveGuilds,
    private readonly connector: GuildConnector,
    private readonly sessions: FeedSessions,
    private readonly tell: GuildAnnouncements,
    private readonly gatherer: MemberGatherer,
    private readonly logger: Logger,
  ) {}

  start(): void {
    for (const type of Object.keys(this.handlers) as GuildEvent['type'][]) {
      this.bus.subscribe<GuildEvent>(type, (event) => this.handle(event));
    }
    this.guilds.listen({
      visibilityChanged: (guild, changes) => this.tell.visibilityChanged(guild, changes),
      lost: (guild, sessions) => this.tell.guildVanished(guild.id, sessions),
    });
  }

  private handle(event: GuildEvent): void {
    if (this.sessions.size === 0) return;
    // What is being read for a session that is just coming is read again.
    this.guilds.noticeChange(event.guildId);
    const userId = subjectOf(event);
    if (userId !== undefined) this.connector.noticeChange(event.guildId, userId);
    const guild = this.guilds.find(event.guildId);
    const handler = this.handlers[event.type] as (event: GuildEvent, guild: LiveGuild) => void;
    if (guild) handler(event, guild);
    if (event.type === 'member.joined') this.connectNewcomer(event.guildId, event.member.userId);
  }

  /** The newcomer's own sessions, if there are any here. */
  private connectNewcomer(guildId: Id, userId: Id): void {
    this.connector
      .connectNewcomer(userId, guildId, (guild, sessions) => this.tell.guildAppeared(guild, sessions))
      .catch((error: unknown) => {
        this.logger.error('a new member could not be told its guild', { guildId, error });
        for (const { session } of this.sessions.ofUser(userId)) session.end('failed');
      });
  }

  private restructured(event: GuildEvent, guild: LiveGuild, name: string, data: () => object): void {
    const changes = guild.apply(event);
    this.tell.toEveryone(guild, { name, data });
    this.tell.visibilityChanged(guild, changes);
  }

  private role(event: EventOf<'role.created' | 'role.updated'>, guild: LiveGuild, name: string): void {
    this.restructured(event, guild, name, () => ({ guild_id: guild.id, role: presentRole(event.role) }));
  }

  private deleted(guild: LiveGuild): void {
    const sessions = guild.everyone();
    this.guilds.remove(guild);
    this.tell.guildVanished(guild.id, sessions);
  }

  private joined(event: MemberJoined, guild: LiveGuild): void {
    guild.apply(event);
    const { member } = event;
    this.tell.toEveryone(guild, {
      name: 'GUILD_MEMBER_ADD',
      intent: Intent.guildMembers,
      data: async () => memberPayload(member, await this.gatherer.user(member.userId)),
    });
  }

  private memberUpdated({ member }: MemberUpdated, guild: LiveGuild): void {
    const changes = guild.updateMember(member);
    this.tell.memberUpdated(guild, member);
    this.tell.visibilityChanged(guild, changes);
  }

  private left(event: MemberLeft, guild: LiveGuild): void {
    guild.apply(event);
    const sessions = guild.sessionsOf(event.userId);
    this.guilds.disconnect(guild, sessions);
    this.tell.guildVanished(guild.id, sessions);
    this.tell.toEveryone(guild, {
      name: 'GUILD_MEMBER_REMOVE',
      intent: Intent.guildMembers,
      data: async () => ({ guild_id: guild.id, user: await this.gatherer.user(event.userId) }),
    });
  }

  private ban({ ban }: BanAdded | BanRemoved, guild: LiveGuild, name: string): void {
    this.tell.toEveryone(guild, {
      name,
      intent: Intent.guildModeration,
      data: async () => ({ guild_id: guild.id, user: await this.gatherer.user(ban.userId) }),
    });
  }

  private channelUpdated(event: GuildChannelUpdated, guild: LiveGuild): void {
    const { channel } = event;
    const before = new Set(guild.viewersOf(channel.id));
    const changes = guild.apply(event);
    const both = guild.viewersOf(channel.id).filter((session) => before.has(session));
    this.tell.toSessions(guild, both, {
      name: 'CHANNEL_UPDATE',
      audience: () => guild.viewersOf(channel.id).filter((session) => before.has(session)),
      data: () => presentGuildChannel(channel, guild.state.headIdOf(channel)),
    });
    this.tell.visibilityChanged(guild, changes);
  }

  private thread(thread: Thread, guild: LiveGuild, name: string, data: () => object): void {
    this.tell.toViewers(guild, thread.id, { name, data });
  }

  private invite(guild: LiveGuild, name: string, channelId: Id, data: () => object | Promise<object>): void {
    this.tell.toEveryone(guild, {
      name,
      intent: Intent.guildInvites,
      audience: () => guild.viewersWith(channelId, Permission.manageChannels),
      data,
    });
  }
}

function subjectOf(event: GuildEvent): Id | undefined {
  if (event.type === 'member.joined' || event.type === 'member.updated') return event.member.userId;
  return event.type === 'member.left' ? event.userId : undefined;
}
