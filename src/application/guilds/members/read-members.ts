import { Injectable } from '@nestjs/common';
import { guildError, type Member } from '../../../domain/guilds';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { GuildAccess } from '../guild-access';
import { GuildDirectory } from '../guild-directory';
import { type MemberListQuery, MemberReader, type MemberSearchQuery, MEMBERS_PAGE_MAX } from './member.reader';

/** Who is in a guild; for its members. */
@Injectable()
export class ReadMembers {
  constructor(
    private readonly access: GuildAccess,
    private readonly directory: GuildDirectory,
    private readonly reader: MemberReader,
  ) {}

  /** @throws AppError `unknown_guild`, `unknown_member` */
  async one(actor: AccountActor, guildId: Id, userId: Id): Promise<Member> {
    await this.access.requireGuild(actor, guildId);
    const member = await this.directory.member(guildId, userId);
    if (!member) throw guildError('unknown_member');
    return member;
  }

  /** Ascending by user id. @throws AppError `unknown_guild`, `invalid` */
  async list(actor: AccountActor, guildId: Id, query: MemberListQuery): Promise<readonly Member[]> {
    checkLimit(query.limit);
    await this.access.requireGuild(actor, guildId);
    return this.reader.list(guildId, query);
  }

  /** Nobody for an empty prefix. @throws AppError `unknown_guild`, `invalid` */
  async search(actor: AccountActor, guildId: Id, query: MemberSearchQuery): Promise<readonly Member[]> {
    checkLimit(query.limit);
    await this.access.requireGuild(actor, guildId);
    return query.prefix === '' ? [] : this.reader.search(guildId, query);
  }
}

function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > MEMBERS_PAGE_MAX) {
    throw invalid('limit', `limit must be an integer from 1 to ${MEMBERS_PAGE_MAX}`);
  }
}
