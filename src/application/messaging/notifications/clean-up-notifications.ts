import { Injectable } from '@nestjs/common';
import { NOTIFICATIONS_KEPT_MS, NOTIFICATIONS_MAX } from '../../../domain/messaging';
import { firstIdAt } from '../../../shared/ids';
import { Clock } from '../../shared/clock';
import { NotificationRepository } from './notification.repository';

/** Entries removed in one statement. */
export const CLEAN_UP_NOTIFICATIONS_BATCH = 1_000;

/** Keeps inboxes small: what is too old, and what is too much of one person; safe to run twice. */
@Injectable()
export class CleanUpNotifications {
  constructor(
    private readonly notifications: NotificationRepository,
    private readonly clock: Clock,
  ) {}

  /** Returns how many there were. Ends soon after `signal` is aborted. */
  async execute(signal: AbortSignal): Promise<number> {
    const oldest = firstIdAt(this.clock.nowMs() - NOTIFICATIONS_KEPT_MS);
    const batch = CLEAN_UP_NOTIFICATIONS_BATCH;
    const old = await inBatches(() => this.notifications.removeOld(oldest, batch), signal);
    return old + (await inBatches(() => this.notifications.removeSurplus(NOTIFICATIONS_MAX, batch), signal));
  }
}

async function inBatches(remove: () => Promise<number>, signal: AbortSignal): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const removed = await remove();
    total += removed;
    if (removed < CLEAN_UP_NOTIFICATIONS_BATCH) break;
  }
  return total;
}
