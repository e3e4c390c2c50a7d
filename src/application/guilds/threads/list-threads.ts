import { Injectable } from '@nestjs/common';
import { guildError, hasPermission, Permission, type Thread, type ThreadMember } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { type ChannelView, GuildAccess } from '../guild-access';
import { GuildReader } from '../guild.reader';
import { ThreadReader } from '../thread.reader';

export interface ListedThreads {
  readonly threads: readonly Thread[];
  /** The reader's own memberships in them. */
  readonly members: ReadonlyMap<Id, ThreadMember>;
}

export interface ListedArchivedThreads extends ListedThreads {
  readonly hasMore: boolean;
}

export interface ArchivedThreadsPage {
  readonly beforeMs?: number;
  readonly beforeId?: Id;
  /** 1 to `THREAD_PAGE_MAX`. */
  readonly limit: number;
}

export interface ArchivedThreadsInput extends ArchivedThreadsPage {
  readonly channelId: Id;
  /** Private ones need the right to manage threads, unless only one's own are asked for. */
  readonly kind: 'public' | 'private' | 'joined_private';
}

/** The threads of a guild or channel that somebody may see. */
@Injectable()
export class ListThreads {
  constructor(
    private readonly access: GuildAccess,
    private readonly guilds: GuildReader,
    private readonly threads: ThreadReader,
  ) {}

  /** All that are not archived; a guild has at most `ACTIVE_THREADS_MAX`. @throws AppError `unknown_guild` */
  async active(actor: AccountActor, guildId: Id): Promise<ListedThreads> {
    const view = await this.access.requireGuild(actor, guildId);
    const byGuild = await this.guilds.activeThreads([guildId]);
    const visible = (byGuild.get(guildId) ?? []).filter((thread) => {
      const channel = view.channels.get(thread.parentId);
      const permissions = channel && this.access.inChannel(view, view.member, channel, thread);
      return permissions !== undefined && hasPermission(permissions, Permission.viewChannel);
    });
    return this.withMembers(actor, visible);
  }

  /** @throws AppError `unknown_channel`, `missing_access`, `missing_permissions`, `wrong_channel_type` */
  async archived(actor: AccountActor, input: ArchivedThreadsInput): Promise<ListedArchivedThreads> {
    const { channelId, kind, beforeMs, beforeId, limit } = input;
    const view = await this.access.requireChannel(actor, channelId, wantedFor(kind));
    requireParent(view);
    const found = await this.threads.archived({
      ...{ parentId: channelId, isPrivate: kind !== 'public', limit: limit + 1 },
      ...{ beforeMs, beforeId },
      ...(kind === 'joined_private' && { memberId: actor.userId }),
    });
    const listed = await this.withMembers(actor, found.slice(0, limit));
    return { ...listed, hasMore: found.length > limit };
  }

  private async withMembers(actor: AccountActor, threads: readonly Thread[]): Promise<ListedThreads> {
    const ids = threads.map((thread) => thread.id);
    return { threads, members: await this.threads.membershipsOf(actor.userId, ids) };
  }
}

const wantedFor = (kind: ArchivedThreadsInput['kind']): bigint =>
  kind === 'private' ? Permission.readMessageHistory | Permission.manageThreads : Permission.readMessageHistory;

function requireParent({ channel, thread }: ChannelView): void {
  if (thread || channel.type === 'category' || channel.type === 'voice') throw guildError('wrong_channel_type');
}
