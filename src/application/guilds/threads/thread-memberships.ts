import { Injectable } from '@nestjs/common';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { InvalidatingCache } from '../../shared/invalidating-cache';
import { Invalidations } from '../../shared/invalidations';
import { threadMemberKey, threadMemberOfKey } from '../cache-keys';
import { ThreadReader } from '../thread.reader';

/** Memberships kept in memory; the least recently used one is dropped. */
export const CACHED_THREAD_MEMBERS_MAX = 50_000;

/** Who is a member of which thread, from memory where it is known. */
@Injectable()
export class ThreadMemberships {
  private readonly cache: InvalidatingCache<boolean>;

  constructor(
    private readonly reader: ThreadReader,
    invalidations: Invalidations,
  ) {
    this.cache = new InvalidatingCache((key) => this.load(key), CACHED_THREAD_MEMBERS_MAX, invalidations);
  }

  has(threadId: Id, userId: Id): Promise<boolean> {
    return this.cache.get(threadMemberKey(threadId, userId));
  }

  private async load(key: string): Promise<boolean> {
    const parts = threadMemberOfKey(key);
    assert(parts, `not a thread member's key: ${key}`);
    return (await this.reader.member(parts.threadId, parts.userId)) !== undefined;
  }
}
