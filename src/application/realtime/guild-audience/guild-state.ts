import type { Emoji, Guild, GuildChannel, GuildEvent, Role, Thread } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { GuildSnapshot } from '../../guilds';
import type { VisibilityGround } from './channel-visibility';

/** Archived threads remembered of a guild, because something happened in them; the oldest one is forgotten. */
export const ARCHIVED_THREADS_KEPT_MAX = 1_000;

/** What an event did to who may see what. */
export type StateChange =
  | { readonly kind: 'none' }
  | { readonly kind: 'channel'; readonly channelId: Id }
  /** Roles, the owner or the whole state. */
  | { readonly kind: 'everything' };

const NOTHING: StateChange = { kind: 'none' };
const EVERYTHING: StateChange = { kind: 'everything' };

/** A guild as it is now: read once, then moved along by the guild's events in the order of their commits. */
export class GuildState implements VisibilityGround, GuildSnapshot {
  guild: Guild;
  roles: ReadonlyMap<Id, Role>;
  /** Replaced at each change, never changed itself. */
  channels: ReadonlyMap<Id, GuildChannel>;
  emojis: ReadonlyMap<Id, Emoji>;
  readonly threads: Map<Id, Thread>;
  private readonly headIds = new Map<Id, Id>();
  private readonly archivedIds = new Set<Id>();

  constructor(snapshot: GuildSnapshot, threads: readonly Thread[]) {
    this.guild = snapshot.guild;
    this.roles = snapshot.roles;
    this.channels = snapshot.channels;
    this.emojis = snapshot.emojis;
    this.threads = new Map(threads.map((thread) => [thread.id, thread]));
  }

  replace(snapshot: GuildSnapshot): void {
    this.guild = snapshot.guild;
    this.roles = snapshot.roles;
    this.channels = snapshot.channels;
    this.emojis = snapshot.emojis;
  }

  apply(event: GuildEvent): StateChange {
    switch (event.type) {
      case 'guild.updated':
        return this.setGuild(event.guild);
      case 'role.created':
      case 'role.updated':
        this.roles = new Map(this.roles).set(event.role.id, event.role);
        return EVERYTHING;
      case 'role.deleted':
        this.roles = without(this.roles, event.roleId);
        return EVERYTHING;
      case 'guild_channel.created':
      case 'guild_channel.updated':
        this.channels = new Map(this.channels).set(event.channel.id, event.channel);
        return { kind: 'channel', channelId: event.channel.id };
      case 'guild_channel.deleted':
        return this.removeChannel(event.channel.id);
      default:
        return this.applyLesser(event);
    }
  }

  /** Also of a thread that is not active, because something happens in it. */
  putThread(thread: Thread): void {
    this.threads.set(thread.id, thread);
    this.archivedIds.delete(thread.id);
    if (!thread.isArchived) return;
    this.archivedIds.add(thread.id);
    const [oldest] = this.archivedIds;
    if (oldest !== undefined && this.archivedIds.size > ARCHIVED_THREADS_KEPT_MAX) this.removeThread(oldest);
  }

  noticeMessage(channelId: Id, messageId: Id): void {
    const thread = this.threads.get(channelId);
    if (!thread) this.headIds.set(channelId, messageId);
    else this.threads.set(channelId, { ...thread, lastMessageId: messageId, messageCount: thread.messageCount + 1 });
  }

  noticePin(channelId: Id, lastPinAtMs: number | undefined): void {
    const channel = this.channels.get(channelId);
    const thread = this.threads.get(channelId);
    if (channel) this.channels = new Map(this.channels).set(channelId, { ...channel, lastPinAtMs });
    if (thread) this.threads.set(channelId, { ...thread, lastPinAtMs });
  }

  /** The newest message of a channel, as far as known. */
  headIdOf(channel: GuildChannel): Id | undefined {
    return this.headIds.get(channel.id) ?? channel.lastMessageId;
  }

  private setGuild(guild: Guild): StateChange {
    const isOwnerNew = guild.ownerId !== this.guild.ownerId;
    this.guild = guild;
    return isOwnerNew ? EVERYTHING : NOTHING;
  }

  private removeChannel(channelId: Id): StateChange {
    this.channels = without(this.channels, channelId);
    this.headIds.delete(channelId);
    for (const thread of this.threads.values()) if (thread.parentId === channelId) this.removeThread(thread.id);
    return { kind: 'channel', channelId };
  }

  private removeThread(threadId: Id): void {
    this.threads.delete(threadId);
    this.archivedIds.delete(threadId);
  }

  /** What changes no right in a channel. */
  private applyLesser(event: GuildEvent): StateChange {
    switch (event.type) {
      case 'emojis.updated':
        this.emojis = new Map(event.emojis.map((emoji) => [emoji.id, emoji]));
        break;
      case 'thread.created':
      case 'thread.updated':
      case 'thread.members_changed':
        this.putThread(event.thread);
        break;
      case 'thread.deleted':
        this.removeThread(event.thread.id);
        break;
      case 'member.joined':
        this.guild = { ...this.guild, memberCount: this.guild.memberCount + 1 };
        break;
      case 'member.left':
        this.guild = { ...this.guild, memberCount: Math.max(0, this.guild.memberCount - 1) };
        break;
      default:
        break;
    }
    return NOTHING;
  }
}

function without<Value>(values: ReadonlyMap<Id, Value>, id: Id): ReadonlyMap<Id, Value> {
  const rest = new Map(values);
  rest.delete(id);
  return rest;
}
