import { Injectable } from '@nestjs/common';
import { type GuildBan, guildError, Permission } from '../../../domain/guilds';
import { invalid } from '../../../shared/errors';
import { type Id, isId } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { GuildAccess } from '../guild-access';
import { type BanListQuery, BanRepository, BANS_PAGE_MAX } from './ban.repository';

/** Who is banned; for those who may ban. */
@Injectable()
export class ReadBans {
  constructor(
    private readonly access: GuildAccess,
    private readonly bans: BanRepository,
  ) {}

  /** Ascending by user id. @throws AppError `unknown_guild`, `missing_permissions`, `invalid` */
  async list(actor: AccountActor, guildId: Id, query: BanListQuery): Promise<readonly GuildBan[]> {
    if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > BANS_PAGE_MAX) {
      throw invalid('limit', `limit must be an integer from 1 to ${BANS_PAGE_MAX}`);
    }
    await this.access.requireGuild(actor, guildId, Permission.banMembers);
    return this.bans.list(guildId, query);
  }

  /** @throws AppError `unknown_guild`, `unknown_ban`, `missing_permissions` */
  async one(actor: AccountActor, guildId: Id, userId: Id): Promise<GuildBan> {
    await this.access.requireGuild(actor, guildId, Permission.banMembers);
    const ban = isId(userId) ? await this.bans.find(guildId, userId) : undefined;
    if (!ban) throw guildError('unknown_ban');
    return ban;
  }
}
