import { Injectable } from '@nestjs/common';
import { MEMBERS_PAGE_MAX, MemberReader } from '../../../../application/guilds';
import { type FeedSession, type LiveGuild, LiveGuilds, Presences } from '../../../../application/realtime';
import { Intent, type MembersRequest, REQUESTED_MEMBERS_MAX } from '../../../../application/realtime/gateway';
import type { Member } from '../../../../domain/guilds';
import { isId, type Id } from '../../../../shared/ids';
import { presentMember } from '../../presenters/guild.presenter';
import { encodeDispatch } from './announcer';
import { presencePayload } from './guild-event-payloads';
import { MemberGatherer } from './member-gatherer';

interface ChunkPlace {
  readonly index: number;
  readonly count: number;
  readonly notFound?: readonly Id[];
}

/** Answers to requests for members, in chunks; https://docs.discord.com/developers/events/gateway-events#guild-members-chunk */
@Injectable()
export class MemberChunks {
  constructor(
    private readonly guilds: LiveGuilds,
    private readonly members: MemberReader,
    private readonly gatherer: MemberGatherer,
    private readonly presences: Presences,
  ) {}

  /** Nothing is told of a guild that the session is not in. */
  async tell(session: FeedSession, request: MembersRequest): Promise<void> {
    const guild = this.guilds.find(request.guildId);
    if (!guild?.isConnected(session)) return;
    if (request.userIds) await this.tellNamed(session, guild, request, request.userIds);
    else if (request.query) await this.tellMatching(session, guild, request, request.query);
    else await this.tellAll(session, guild, request);
  }

  private async tellNamed(
    session: FeedSession,
    guild: LiveGuild,
    request: MembersRequest,
    userIds: readonly Id[],
  ): Promise<void> {
    const wanted = [...new Set(userIds.slice(0, REQUESTED_MEMBERS_MAX))];
    const found = await this.gatherer.membersOf(guild, wanted.filter(isId));
    const notFound = wanted.filter((userId) => !found.has(userId));
    await this.chunk(session, guild, request, [...found.values()], { index: 0, count: 1, notFound });
  }

  private async tellMatching(
    session: FeedSession,
    guild: LiveGuild,
    request: MembersRequest,
    prefix: string,
  ): Promise<void> {
    const limit = Math.min(request.limit || REQUESTED_MEMBERS_MAX, REQUESTED_MEMBERS_MAX);
    const found = await this.members.search(guild.id, { prefix, limit });
    await this.chunk(session, guild, request, found, { index: 0, count: 1 });
  }

  /** Page by page; the last page is known by the one after it, which has nobody. */
  private async tellAll(session: FeedSession, guild: LiveGuild, request: MembersRequest): Promise<void> {
    if (!session.wants(Intent.guildMembers)) return;
    const wanted = request.limit || Number.POSITIVE_INFINITY;
    const expected = Math.max(1, Math.ceil(Math.min(guild.state.guild.memberCount, wanted) / MEMBERS_PAGE_MAX));
    let page = await this.members.list(guild.id, { limit: Math.min(wanted, MEMBERS_PAGE_MAX) });
    let told = 0;
    for (let index = 0; ; index += 1) {
      told += page.length;
      const next = told < wanted ? await this.nextPage(guild, page, wanted - told) : [];
      const isLast = next.length === 0;
      // Members may have come or gone meanwhile: the count is corrected at the last chunk, which libraries wait for.
      const count = isLast ? index + 1 : Math.max(expected, index + 2);
      if (session.session.isEnded || !guild.isConnected(session)) return;
      await this.chunk(session, guild, request, page, { index, count });
      if (isLast) return;
      await session.session.whenWritable();
      page = next;
    }
  }

  private async nextPage(guild: LiveGuild, page: readonly Member[], limit: number): Promise<readonly Member[]> {
    const after = page.at(-1)?.userId;
    if (after === undefined || page.length < MEMBERS_PAGE_MAX) return [];
    return this.members.list(guild.id, { limit: Math.min(limit, MEMBERS_PAGE_MAX), after });
  }

  private async chunk(
    session: FeedSession,
    guild: LiveGuild,
    { withPresences, nonce }: MembersRequest,
    members: readonly Member[],
    { index, count, notFound = [] }: ChunkPlace,
  ): Promise<void> {
    const userOf = await this.gatherer.usersOf(members.map(({ userId }) => userId));
    if (!guild.isConnected(session)) return;
    const showsPresences = withPresences && session.wants(Intent.guildPresences);
    const chunk = {
      guild_id: guild.id,
      members: members.map((member) => presentMember(member, userOf(member.userId))),
      chunk_index: index,
      chunk_count: count,
      not_found: [...notFound],
      ...(showsPresences && { presences: this.presencesOf(guild.id, members) }),
      ...(nonce !== undefined && { nonce }),
    };
    session.deliver(encodeDispatch('GUILD_MEMBERS_CHUNK', chunk));
  }

  private presencesOf(guildId: Id, members: readonly Member[]): object[] {
    return members.flatMap(({ userId }) => {
      const presence = this.presences.of(userId);
      return presence.status === 'offline' ? [] : [presencePayload(guildId, userId, presence)];
    });
  }
}
