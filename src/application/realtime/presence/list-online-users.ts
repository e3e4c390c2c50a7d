import { Injectable } from '@nestjs/common';
import type { UserProfile } from '../../../domain/identity';
import { invalid } from '../../../shared/errors';
import { compareIds, type Id } from '../../../shared/ids';
import { UserDirectory } from '../../identity';
import type { AccountActor } from '../../shared/actor';
import { Presences } from '../guild-audience/presences';

export const ONLINE_USERS_PAGE_MAX = 1_000;

export interface ListOnlineUsersInput {
  /** The last one already seen. */
  readonly after?: Id;
  /** 0: only the number is wanted. */
  readonly limit: number;
}

export interface OnlineUsers {
  /** In all, not only on this page. */
  readonly count: number;
  /** By ascending id. */
  readonly users: readonly UserProfile[];
}

/** Who is here, server-wide: people and bots, however they are connected, but for those who hide. */
@Injectable()
export class ListOnlineUsers {
  constructor(
    private readonly presences: Presences,
    private readonly directory: UserDirectory,
  ) {}

  /** @throws AppError `invalid` for a limit outside 0-1000 */
  async execute(_actor: AccountActor, { after, limit }: ListOnlineUsersInput): Promise<OnlineUsers> {
    if (!Number.isInteger(limit) || limit < 0 || limit > ONLINE_USERS_PAGE_MAX) {
      throw invalid('limit', `must be an integer from 0 to ${ONLINE_USERS_PAGE_MAX}`);
    }
    const online = this.presences.onlineUserIds();
    const later = after === undefined ? online : online.filter((userId) => compareIds(userId, after) > 0);
    const page = limit === 0 ? [] : later.sort(compareIds).slice(0, limit);
    const profiles = page.length === 0 ? new Map<Id, UserProfile>() : await this.directory.findMany(page);
    return { count: online.length, users: page.flatMap((userId) => profiles.get(userId) ?? []) };
  }
}
