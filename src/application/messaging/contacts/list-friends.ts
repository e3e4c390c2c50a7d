import { Injectable } from '@nestjs/common';
import type { FriendRelation } from '../../../domain/messaging';
import { invalid } from '../../../shared/errors';
import { type Id, isId } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { FriendReader, FRIENDS_PAGE_MAX, type FriendView } from './friend.reader';

export interface ListFriendsInput {
  /** Absent: friends and open requests of both directions. */
  readonly relation?: FriendRelation;
  /** Only people with a higher id. */
  readonly after?: Id;
  /** 1 to `FRIENDS_PAGE_MAX`, which is also the default. */
  readonly limit?: number;
}

/** One's own friends, whom one has asked and who waits for an answer. */
@Injectable()
export class ListFriends {
  constructor(private readonly reader: FriendReader) {}

  /** By the id of the other one, ascending. @throws AppError `invalid` */
  async execute(actor: AccountActor, input: ListFriendsInput = {}): Promise<readonly FriendView[]> {
    const { relation, after, limit = FRIENDS_PAGE_MAX } = input;
    if (!Number.isInteger(limit) || limit < 1 || limit > FRIENDS_PAGE_MAX) {
      throw invalid('limit', `limit must be an integer from 1 to ${FRIENDS_PAGE_MAX}`);
    }
    if (after !== undefined && !isId(after)) throw invalid('after', 'must be an id');
    return this.reader.list(actor.userId, {
      limit,
      ...(relation && { relation }),
      ...(after !== undefined && { after }),
    });
  }
}
