import { Injectable } from '@nestjs/common';
import type { APIMessage } from 'discord-api-types/v10';
import { type Audience, type FeedSession, FeedSessions, type LiveGuild } from '../../../../application/realtime';
import { Intent } from '../../../../application/realtime/gateway';
import type {
  EphemeralMessageChanged,
  InteractionCreated,
  Message,
  MessageCreated,
  MessageUpdated,
  MessagingEvent,
} from '../../../../domain/messaging';
import type { Id } from '../../../../shared/ids';
import { presentMember } from '../../presenters/guild.presenter';
import { InteractionPresentation } from '../../interactions/interaction-presentation';
import { MessagePresentation } from '../../messages/message-presentation';
import { type Announcement, Announcer } from './announcer';
import { MemberGatherer } from './member-gatherer';
import {
  conversationMessageData,
  type ConversationKind,
  guildMessageData,
  namedIn,
  withoutContent,
  withoutReactions,
} from './message-payloads';
import { smallEvent, type SmallEvent } from './small-events';

/** Where an event is told. */
interface Scope {
  /** Undefined outside guilds. */
  readonly guild?: LiveGuild;
  /** Defined outside guilds. */
  readonly kind?: ConversationKind;
  /** A guild's or a conversation's id. */
  readonly laneId: Id;
  readonly audience: () => Audience;
  /** All sessions of one user that hear of this channel. */
  sessionsOf(userId: Id): Audience;
}

const ephemeralNames = { created: 'MESSAGE_CREATE', updated: 'MESSAGE_UPDATE', deleted: 'MESSAGE_DELETE' } as const;

/** Tells those who may see a channel what happened in it. */
@Injectable()
export class MessageAnnouncements {
  constructor(
    private readonly announcer: Announcer,
    private readonly sessions: FeedSessions,
    private readonly messages: MessagePresentation,
    private readonly interactions: InteractionPresentation,
    private readonly gatherer: MemberGatherer,
  ) {}

  inGuild(guild: LiveGuild, event: MessagingEvent): void {
    if (event.type === 'message.created') guild.state.noticeMessage(event.channelId, event.message.id);
    if (event.type === 'pins.updated') guild.state.noticePin(event.channelId, event.lastPinAtMs);
    this.tell(event, {
      guild,
      laneId: guild.id,
      audience: () => guild.viewersOf(event.channelId),
      sessionsOf: (userId) => [...this.sessions.ofUser(userId)].filter((session) => session.servesGuild(guild.id)),
    });
  }

  /** To people of a direct channel or a group. */
  inConversation(userIds: readonly Id[], event: MessagingEvent, kind: ConversationKind): void {
    this.tell(event, {
      ...{ kind, laneId: event.channelId, audience: () => this.sessions.privateOf(userIds) },
      sessionsOf: (userId) => this.sessions.privateOf([userId]),
    });
  }

  private tell(event: MessagingEvent, scope: Scope): void {
    switch (event.type) {
      case 'message.created':
      case 'message.updated':
        return this.message(event, scope);
      case 'interaction.created':
        return this.interaction(event, scope);
      case 'ephemeral_message.changed':
        return this.ephemeral(event, scope);
      default:
        return this.small(smallEvent(event, scope.guild?.id), scope);
    }
  }

  private message(event: MessageCreated | MessageUpdated, scope: Scope): void {
    const { message } = event;
    const isNew = event.type === 'message.created';
    const announcement: Announcement = {
      name: isNew ? 'MESSAGE_CREATE' : 'MESSAGE_UPDATE',
      intent: scope.guild ? Intent.guildMessages : Intent.directMessages,
      audience: scope.audience,
      data: async () => {
        const presented = isNew ? await this.messages.created(message) : await this.messages.one(message);
        return this.messageData(presented, message, scope, isNew ? event.echoNonce : undefined);
      },
      ...(scope.guild && {
        lesser: { isFor: (session) => !mayRead(session, message), data: withoutContent },
      }),
    };
    this.announcer.announce(scope.laneId, announcement);
  }

  private async messageData(
    presented: APIMessage,
    message: Message,
    { guild, kind }: Scope,
    nonce: string | number | undefined,
  ): Promise<object> {
    const shown = withoutReactions(presented);
    if (!guild) return conversationMessageData(shown, nonce, kind);
    const members = await this.gatherer.membersOf(guild, namedIn(message));
    return guildMessageData(shown, guild.id, members, nonce);
  }

  /** Told to the program whose component was used, whatever its intents. */
  private interaction(event: InteractionCreated, scope: Scope): void {
    this.announcer.announce(scope.laneId, {
      name: 'INTERACTION_CREATE',
      intent: 0,
      audience: () => scope.sessionsOf(event.interaction.botUserId),
      data: () => this.interactions.payload(event),
    });
  }

  private ephemeral(event: EphemeralMessageChanged, scope: Scope): void {
    const { message } = event;
    this.announcer.announce(scope.laneId, {
      name: ephemeralNames[event.change],
      intent: scope.guild ? Intent.guildMessages : Intent.directMessages,
      audience: () => scope.sessionsOf(event.userId),
      data: async () => {
        if (event.change !== 'deleted') {
          return this.messageData(await this.messages.created(message), message, scope, undefined);
        }
        return { id: message.id, channel_id: message.channelId, ...(scope.guild && { guild_id: scope.guild.id }) };
      },
    });
  }

  private small({ name, intents: [inGuild, inDirect], data, showsMemberId }: SmallEvent, scope: Scope): void {
    const { guild, audience } = scope;
    const intent = guild ? inGuild : inDirect;
    this.announcer.announce(scope.laneId, {
      name,
      intent,
      audience,
      data: () => (guild && showsMemberId !== undefined ? this.withMember(guild, showsMemberId, data) : data),
    });
  }

  private async withMember(guild: LiveGuild, userId: Id, data: object): Promise<object> {
    const member = await this.gatherer.memberOf(guild, userId);
    return member ? { ...data, member: presentMember(member, await this.gatherer.user(userId)) } : data;
  }
}

/** Content needs an intent of its own, except for people, one's own messages and those that mention one. */
function mayRead(session: FeedSession, message: Message): boolean {
  const { actor, userId } = session.session.identity;
  if (actor.applicationId === undefined || session.wants(Intent.messageContent)) return true;
  if (message.author?.userId === userId || message.details?.applicationId === actor.applicationId) return true;
  return message.details?.mentions?.userIds.includes(userId) ?? false;
}
