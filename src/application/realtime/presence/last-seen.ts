import type { Id } from '../../../shared/ids';

/**
 * When people were last here. Kept when others see them go, so after the end of a process that was killed it is when they
 * went the time before.
 */
export abstract class LastSeen {
  /** Of people never kept nothing is in the answer. One query, whatever the number. */
  abstract of(userIds: readonly Id[]): Promise<ReadonlyMap<Id, number>>;
  /** Never moves back; an unknown account is passed over. */
  abstract keep(userId: Id, atMs: number): Promise<void>;
  /** Resolves when everything handed to `keep` was written or has failed. */
  abstract flush(): Promise<void>;
}
