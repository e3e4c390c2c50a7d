import { Injectable } from '@nestjs/common';
import { guildError, type Member } from '../../domain/guilds';
import { type Id, isId } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { UnitOfWork } from '../shared/unit-of-work';
import { GuildAccess, type GuildView } from './guild-access';
import { GuildLocks } from './guild-locks';
import { GuildReader } from './guild.reader';
import type { GuildSnapshot } from './guild-snapshot';

/** A guild that is being changed: read under its lock, so that nothing the change is decided by moves meanwhile. */
@Injectable()
export class LockedGuilds {
  constructor(
    private readonly locks: GuildLocks,
    private readonly reader: GuildReader,
    private readonly access: GuildAccess,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * Runs `work` in a transaction that holds the guild's lock. Whoever may not change it is refused before, and so holds
   * nobody up.
   * @param wanted permission bits that are all needed
   * @throws AppError `unknown_guild` (also for whoever is no member), `missing_permissions`
   */
  async change<Result>(
    actor: AccountActor,
    guildId: Id,
    wanted: bigint,
    work: (view: GuildView) => Promise<Result>,
  ): Promise<Result> {
    await this.access.requireGuild(actor, guildId, wanted);
    return this.uow.run(async () => {
      const snapshot = await this.lock(guildId);
      const member = await this.member(guildId, actor.userId);
      return work(this.access.viewGuild(snapshot, member, wanted));
    });
  }

  /** For what nobody's permissions decide. Only inside `UnitOfWork.run`. @throws AppError `unknown_guild` */
  async lock(guildId: Id): Promise<GuildSnapshot> {
    const isLocked = isId(guildId) && (await this.locks.lock(guildId));
    const snapshot = isLocked ? (await this.reader.snapshots([guildId])).get(guildId) : undefined;
    if (!snapshot) throw guildError('unknown_guild');
    return snapshot;
  }

  /** As it is now; undefined for whoever is no member. */
  async member(guildId: Id, userId: Id): Promise<Member | undefined> {
    return isId(userId) ? this.reader.member(guildId, userId) : undefined;
  }

  /** @throws AppError `unknown_member` */
  async requireMember(guildId: Id, userId: Id): Promise<Member> {
    const member = await this.member(guildId, userId);
    if (!member) throw guildError('unknown_member');
    return member;
  }
}
