import { Injectable } from '@nestjs/common';
import { checkAnnouncement, type Group, groupError, isMutedInGroup } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { MessageWriter } from '../message-writer';
import { GroupMembership } from './group-membership';
import { LockedGroups } from './locked-groups';

export interface AnnounceToGroupInput {
  readonly channelId: Id;
  /** Empty: takes the announcement away, and says nothing. */
  readonly content: string;
}

/** Admins put something up for all members, who are told by a message as well. */
@Injectable()
export class AnnounceToGroup {
  constructor(
    private readonly groups: LockedGroups,
    private readonly membership: GroupMembership,
    private readonly writer: MessageWriter,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `unknown_group`, `missing_permissions`, `muted_in_group`, `invalid` */
  async execute(actor: AccountActor, { channelId, content }: AnnounceToGroupInput): Promise<Group> {
    const announced = await this.groups.change(actor, channelId, 'announce', async ({ group, member }) => {
      checkAnnouncement(content);
      const nowMs = this.clock.nowMs();
      if (isMutedInGroup(member, nowMs)) throw groupError('muted_in_group');
      const { announcement: _old, ...rest } = group;
      const isSaid = content.trim() !== '';
      const changed: Group = { ...rest, ...(isSaid && { announcement: { content, atMs: nowMs } }), updatedAtMs: nowMs };
      await this.membership.update(changed);
      return changed;
    });
    if (announced.announcement) {
      await this.writer.append({
        ...{ channelId, kind: 'announcement', author: { userId: actor.userId }, byAdmin: false, content },
      });
    }
    return announced;
  }
}
