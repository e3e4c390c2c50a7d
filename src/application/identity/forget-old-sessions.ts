import { Injectable } from '@nestjs/common';
import { Clock } from '../shared/clock';
import { UnitOfWork } from '../shared/unit-of-work';
import { AuthSessionRepository } from './auth-session.repository';

/** Ended logins are kept so long: a refresh token that comes back later is refused as an unknown one. */
export const ENDED_SESSIONS_KEPT_MS = 86_400_000;
/** Logins forgotten in one transaction. */
export const FORGET_SESSIONS_BATCH = 1_000;

/** Takes logins that are over out of the database; safe to run twice. */
@Injectable()
export class ForgetOldSessions {
  constructor(
    private readonly sessions: AuthSessionRepository,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Returns how many there were. */
  async execute(): Promise<number> {
    const beforeMs = this.clock.nowMs() - ENDED_SESSIONS_KEPT_MS;
    let total = 0;
    for (;;) {
      const forgotten = await this.uow.run(() => this.sessions.forget(beforeMs, FORGET_SESSIONS_BATCH));
      total += forgotten;
      if (forgotten < FORGET_SESSIONS_BATCH) return total;
    }
  }
}
