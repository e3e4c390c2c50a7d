import { Injectable } from '@nestjs/common';
import { auditChanges, AuditAction, type Member, type MemberUpdated, type Role } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { memberKey } from '../cache-keys';
import { MemberRepository } from '../member.repository';

interface Change {
  readonly before: Member;
  readonly after: Member;
  /** The guild's, to name roles that came or went. */
  readonly roles: ReadonlyMap<Id, Role>;
  /** Who changes the member. */
  readonly actorId: Id;
  readonly reason?: string;
}

/** Writes a changed member, for use cases that have decided on it and hold the guild's lock. */
@Injectable()
export class MemberChanges {
  constructor(
    private readonly members: MemberRepository,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
  ) {}

  async write(change: Change): Promise<Member> {
    const { before, after } = change;
    const { guildId, userId } = after;
    const fields = auditChanges(auditFieldsOf(before), auditFieldsOf(after));
    const roles = roleChanges(change);
    if (fields.length + roles.length === 0) return before;
    await this.members.update(after);
    await this.uow.invalidate(memberKey(guildId, userId));
    const updated: MemberUpdated = { type: 'member.updated', guildId, member: after };
    this.uow.record(updated);
    const record = { guildId, userId: change.actorId, targetId: userId, reason: change.reason };
    if (fields.length > 0) {
      await this.audit.record({ ...record, actionType: AuditAction.memberUpdate, changes: fields });
    }
    if (roles.length > 0) {
      await this.audit.record({ ...record, actionType: AuditAction.memberRoleUpdate, changes: roles });
    }
    return after;
  }
}

const auditFieldsOf = ({ nick, timeoutUntilMs }: Member) => ({
  nick,
  communication_disabled_until: timeoutUntilMs === undefined ? undefined : new Date(timeoutUntilMs).toISOString(),
});

/** `$add` and `$remove` list roles, as Discord's audit log does. */
function roleChanges({ before, after, roles }: Change): readonly { key: string; newValue: readonly object[] }[] {
  const named = (ids: readonly Id[]) => ids.map((id) => ({ id, name: roles.get(id)?.name ?? '' }));
  const added = named(after.roleIds.filter((id) => !before.roleIds.includes(id)));
  const removed = named(before.roleIds.filter((id) => !after.roleIds.includes(id)));
  return [
    ...(added.length > 0 ? [{ key: '$add', newValue: added }] : []),
    ...(removed.length > 0 ? [{ key: '$remove', newValue: removed }] : []),
  ];
}
