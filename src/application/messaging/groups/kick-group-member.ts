import { Injectable } from '@nestjs/common';
import { checkSanctionDuration } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { GroupBans } from './group-bans';
import { GroupMembership } from './group-membership';
import { LockedGroups } from './locked-groups';

export interface KickGroupMemberInput {
  readonly channelId: Id;
  readonly userId: Id;
  /** How long the member may not come back; absent: may at once. */
  readonly durationMs?: number;
}

/** Sends a member out whom one stands above. */
@Injectable()
export class KickGroupMember {
  constructor(
    private readonly groups: LockedGroups,
    private readonly membership: GroupMembership,
    private readonly bans: GroupBans,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_group`, `missing_permissions`, `unknown_member`, `invalid` */
  async execute(actor: AccountActor, { channelId, userId, durationMs }: KickGroupMemberInput): Promise<void> {
    if (durationMs !== undefined) checkSanctionDuration(durationMs);
    await this.groups.change(actor, channelId, 'kick', async ({ group, member }) => {
      await this.groups.requireBelow(member, userId);
      await this.membership.end(group, userId, 'kicked');
      if (durationMs === undefined) return;
      const createdAtMs = this.clock.nowMs();
      const expiresAtMs = createdAtMs + durationMs;
      await this.bans.put({ channelId, userId, moderatorId: actor.userId, createdAtMs, expiresAtMs });
    });
  }
}
