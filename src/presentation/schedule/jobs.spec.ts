import type { ForgetOldSessions } from '../../application/identity/forget-old-sessions';
import { Housekeeping } from '../../application/operations/housekeeping';
import { AuthSessionCleanupJob } from './auth-session-cleanup.job';
import { DatabaseMaintenanceJob } from './database-maintenance.job';
import { FileCleanupJob } from './file-cleanup.job';
import { InvalidationCleanupJob } from './invalidation-cleanup.job';
import { NotificationCleanupJob } from './notification-cleanup.job';
import { OutboxCleanupJob } from './outbox-cleanup.job';
import { RoomSyncJob } from './room-sync.job';
import { ThreadArchivalJob } from './thread-archival.job';

class CountingHousekeeping extends Housekeeping {
  readonly calls: string[] = [];

  constructor(readonly needsMaintenance: boolean) {
    super();
  }

  async cleanOutbox(): Promise<number> {
    return this.calls.push('outbox');
  }

  async cleanInvalidations(): Promise<number> {
    return this.calls.push('invalidations');
  }

  async maintain(): Promise<void> {
    this.calls.push('maintain');
  }
}

describe('scheduled jobs', () => {
  it.each([
    ['http://callback.test/', 300, 300],
    ['http://callback.test/', 0, 0],
    [undefined, 300, 0],
  ])('push rooms to %s every %i seconds: %i', async (callbackUrl, intervalSeconds, expected) => {
    const signals: AbortSignal[] = [];
    const settings = { intervalSeconds, pushesDefaultRooms: false, ...(callbackUrl !== undefined && { callbackUrl }) };
    const job = new RoomSyncJob({ execute: async (signal) => signals.push(signal) }, settings);
    const { signal } = new AbortController();
    await job.run(signal);

    expect(job.intervalSeconds).toBe(expected);
    expect(signals).toEqual([signal]);
  });

  it('remove files that nobody needs', async () => {
    const signals: AbortSignal[] = [];
    const { signal } = new AbortController();
    await new FileCleanupJob({ execute: async (one) => signals.push(one) }).run(signal);

    expect(signals).toEqual([signal]);
  });

  it('keep inboxes small', async () => {
    const signals: AbortSignal[] = [];
    const { signal } = new AbortController();
    await new NotificationCleanupJob({ execute: async (one) => signals.push(one) }).run(signal);

    expect(signals).toEqual([signal]);
  });

  it('forget logins that are over', async () => {
    let runs = 0;
    const forgetOldSessions = { execute: async () => (runs += 1) } as ForgetOldSessions;
    await new AuthSessionCleanupJob(forgetOldSessions).run();

    expect(runs).toBe(1);
  });

  it('archive threads that nobody writes in', async () => {
    let runs = 0;
    await new ThreadArchivalJob({ execute: async () => (runs += 1) }).run();

    expect(runs).toBe(1);
  });

  it('keep the database small', async () => {
    const housekeeping = new CountingHousekeeping(true);
    await new OutboxCleanupJob(housekeeping).run(new AbortController().signal);
    await new InvalidationCleanupJob(housekeeping).run();
    await new DatabaseMaintenanceJob(housekeeping).run();

    expect(housekeeping.calls).toEqual(['outbox', 'invalidations', 'maintain']);
  });

  it.each([
    [true, 3_600],
    [false, 0],
  ])('maintain a database that needs it (%s) every %i seconds', (needsMaintenance, seconds) => {
    expect(new DatabaseMaintenanceJob(new CountingHousekeeping(needsMaintenance)).intervalSeconds).toBe(seconds);
  });
});
