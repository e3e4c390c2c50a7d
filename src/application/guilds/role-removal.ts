import { Injectable } from '@nestjs/common';
import type { Role, RoleDeleted } from '../../domain/guilds';
import { UnitOfWork } from '../shared/unit-of-work';
import { guildKey, memberKey } from './cache-keys';
import { MemberRepository } from './member.repository';
import { RoleRepository } from './role.repository';

/** Deletes a role with all that names it, for use cases that have decided on it and hold the guild's lock. */
@Injectable()
export class RoleRemoval {
  constructor(
    private readonly roles: RoleRepository,
    private readonly members: MemberRepository,
    private readonly uow: UnitOfWork,
  ) {}

  async remove({ id, guildId }: Pick<Role, 'id' | 'guildId'>): Promise<void> {
    const userIds = await this.members.takeRole(guildId, id);
    await this.roles.remove({ id, guildId });
    await this.uow.invalidateAll([guildKey(guildId), ...userIds.map((userId) => memberKey(guildId, userId))]);
    const deleted: RoleDeleted = { type: 'role.deleted', guildId, roleId: id };
    this.uow.record(deleted);
  }
}
