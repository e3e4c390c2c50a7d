import { Injectable } from '@nestjs/common';
import type { APIGroupDMChannel } from 'discord-api-types/v10';
import { UserDirectory } from '../../../application/identity';
import type { OwnGroup } from '../../../application/messaging';
import type { Group } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { presentGroupChannel } from '../presenters/channel.presenter';
import { presentUnknownUser, presentUser } from '../presenters/user.presenter';

/** Members that a group channel shows besides the reader; Discord's own groups are not larger. */
export const RECIPIENTS_SHOWN_MAX = 10;

/** Enough of them, also when the reader is among them. */
export const GROUP_FACES_MAX = RECIPIENTS_SHOWN_MAX + 1;

/** Groups as one of their members sees them: some of the others are their recipients. */
@Injectable()
export class GroupPresentation {
  constructor(private readonly users: UserDirectory) {}

  async list(groups: readonly OwnGroup[], readerId: Id): Promise<APIGroupDMChannel[]> {
    const shown = groups.map(({ faceIds }) => shownTo(readerId, faceIds));
    const users = await this.users.findMany(new Set(shown.flat()));
    const userOf = (userId: Id) => {
      const profile = users.get(userId);
      return profile ? presentUser(profile) : presentUnknownUser(userId);
    };
    return groups.map(({ group }, index) => presentGroupChannel(group, shown[index].map(userOf)));
  }

  /** @param faceIds the first members @param readerId absent: for whoever is not among them */
  async one(group: Group, faceIds: readonly Id[], readerId: Id = ''): Promise<APIGroupDMChannel> {
    const [presented] = await this.list([{ group, faceIds, joinedSeq: 0 }], readerId);
    return presented;
  }
}

const shownTo = (readerId: Id, faceIds: readonly Id[]): readonly Id[] =>
  faceIds.filter((userId) => userId !== readerId).slice(0, RECIPIENTS_SHOWN_MAX);
