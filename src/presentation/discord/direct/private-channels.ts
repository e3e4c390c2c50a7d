import { Injectable } from '@nestjs/common';
import type { APIDMChannel, APIGroupDMChannel } from 'discord-api-types/v10';
import { DIRECT_CHANNELS_LISTED_MAX, OwnGroupsReader } from '../../../application/messaging';
import { ReadDirectChannels } from '../../../application/messaging/direct/read-direct-channels';
import type { AccountActor } from '../../../application/shared/actor';
import { GROUPS_MAX } from '../../../domain/messaging';
import { compareIds, type Id } from '../../../shared/ids';
import { DirectPresentation } from './direct-presentation';
import { GROUP_FACES_MAX, GroupPresentation } from './group-presentation';

export type PrivateChannel = APIDMChannel | APIGroupDMChannel;

/** The conversations and groups of somebody in one list. */
@Injectable()
export class PrivateChannels {
  constructor(
    private readonly direct: ReadDirectChannels,
    private readonly groups: OwnGroupsReader,
    private readonly presentDirect: DirectPresentation,
    private readonly presentGroups: GroupPresentation,
  ) {}

  /** Last used first, at most `DIRECT_CHANNELS_LISTED_MAX`. */
  async of(actor: AccountActor): Promise<readonly PrivateChannel[]> {
    const [direct, groups] = await Promise.all([
      this.direct.list(actor),
      this.groups.ofUser(actor.userId, { limit: GROUPS_MAX, facesMax: GROUP_FACES_MAX }),
    ]);
    return lastUsedFirst([
      ...(await this.presentDirect.list(direct, actor.userId)),
      ...(await this.presentGroups.list(groups, actor.userId)),
    ]);
  }
}

export const lastUsedFirst = (channels: readonly PrivateChannel[]): readonly PrivateChannel[] =>
  [...channels].sort((one, other) => compareIds(usedAt(other), usedAt(one))).slice(0, DIRECT_CHANNELS_LISTED_MAX);

const usedAt = ({ id, last_message_id }: PrivateChannel): Id => last_message_id ?? id;
