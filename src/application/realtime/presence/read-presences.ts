import { Injectable } from '@nestjs/common';
import { invalid } from '../../../shared/errors';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { PresenceReader, type PresenceStatus } from '../presence-reader';
import { LastSeen } from './last-seen';

/** People in one answer. */
export const PRESENCES_READ_MAX = 1_000;

export interface PersonPresence {
  readonly status: PresenceStatus;
  /** Of somebody who is here: now. Absent when nobody knows. */
  readonly lastSeenMs?: number;
}

/** Whether people are here, else when they were last. Like names and pictures it is no secret on one server. */
@Injectable()
export class ReadPresences {
  constructor(
    private readonly presences: PresenceReader,
    private readonly lastSeen: LastSeen,
    private readonly clock: Clock,
  ) {}

  /**
   * Has an entry for everybody who was asked for.
   * @throws AppError `invalid` for more than {@link PRESENCES_READ_MAX} people
   */
  async execute(_actor: AccountActor, userIds: readonly Id[]): Promise<ReadonlyMap<Id, PersonPresence>> {
    if (userIds.length > PRESENCES_READ_MAX) throw invalid('user_ids', `must be at most ${PRESENCES_READ_MAX}`);
    const away = userIds.filter((userId) => this.presences.statusOf(userId) === 'offline');
    const seen = away.length === 0 ? new Map<Id, number>() : await this.lastSeen.of(away);
    const nowMs = this.clock.nowMs();
    return new Map(
      userIds.map((userId) => {
        const status = this.presences.statusOf(userId);
        const lastSeenMs = status === 'offline' ? seen.get(userId) : nowMs;
        return [userId, { status, ...(lastSeenMs !== undefined && { lastSeenMs }) }];
      }),
    );
  }
}
