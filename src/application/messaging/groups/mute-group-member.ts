import { Injectable } from '@nestjs/common';
import { checkSanctionDuration, GROUP_SANCTION_MS_MAX, type GroupMember } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { GroupMembership } from './group-membership';
import { LockedGroups } from './locked-groups';

export interface MuteGroupMemberInput {
  readonly channelId: Id;
  readonly userId: Id;
  /** Absent: as long as a mute can last. */
  readonly durationMs?: number;
}

/** Silences a member whom one stands above, for a time; a second mute replaces the first. */
@Injectable()
export class MuteGroupMember {
  constructor(
    private readonly groups: LockedGroups,
    private readonly membership: GroupMembership,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_group`, `missing_permissions`, `unknown_member`, `invalid` */
  execute(
    actor: AccountActor,
    { channelId, userId, durationMs = GROUP_SANCTION_MS_MAX }: MuteGroupMemberInput,
  ): Promise<GroupMember> {
    return this.groups.change(actor, channelId, 'mute', async ({ group, member }) => {
      checkSanctionDuration(durationMs);
      const target = await this.groups.requireBelow(member, userId);
      const muted: GroupMember = { ...target, mutedUntilMs: this.clock.nowMs() + durationMs };
      await this.membership.change(group, muted);
      return muted;
    });
  }
}
