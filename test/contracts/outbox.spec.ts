import { randomUUID } from 'node:crypto';
import { DeliveryError } from '../../src/application/shared/outbox-consumer';
import { OUTBOX_IN_FLIGHT_MAX, OUTBOX_STOP_GRACE_MS } from '../../src/infrastructure/outbox/outbox-relay';
import type { Database } from '../../src/infrastructure/persistence/database';
import { DatabaseHousekeeping } from '../../src/infrastructure/persistence/platform/database-housekeeping';
import { NodeTimers } from '../../src/infrastructure/time/node-timers';
import { OutboxRig, ScriptedConsumer, TOPIC } from '../builders/outbox-rig';
import { ManualClock } from '../fakes/rooms-platform';
import { openTestDatabase, type TestDatabase } from '../support/database';
import { until } from '../support/until';

const refuse = async (): Promise<void> => {
  throw new DeliveryError('HTTP 500');
};

describe('outbox', () => {
  let database: TestDatabase;
  let opened: Database;
  let rig: OutboxRig;

  beforeAll(async () => {
    database = await openTestDatabase();
    opened = await database.open();
    rig = new OutboxRig(opened.dataSource);
  });
  beforeEach(async () => {
    await rig.dataSource.query('DELETE FROM outbox');
    rig = new OutboxRig(rig.dataSource);
  });
  afterEach(() => rig.relay.stop());
  afterAll(() => database.close());

  it('delivers what was committed, and nothing of what was rolled back', async () => {
    rig.relay.start();
    await rig.enqueue('kept');
    await expect(
      rig.unitOfWork.run(async () => {
        await rig.enqueue('lost');
        throw new Error('roll back');
      }),
    ).rejects.toThrow('roll back');
    const [row] = await rig.statuses('delivered');

    expect(rig.consumer.names).toEqual(['kept']);
    expect(row).toMatchObject({ attempts: 1, body: null, last_error: null });
    expect(row?.delivered_at).toBeInstanceOf(Date);
  });

  it('refuses an entry outside a transaction', async () => {
    const entry = { topic: TOPIC, orderingKey: 'key', eventType: 'event', payload: {} };

    await expect(rig.outbox.enqueue(entry)).rejects.toThrow('unit of work');
  });

  it('keeps the order of a key while its oldest entry fails, and does not hold up other keys', async () => {
    let failing = true;
    rig.consumer.onDeliver = async ({ payload }) => {
      if (failing && payload.name === 'a1') return refuse();
    };
    rig.relay.start();
    await rig.enqueue('a1', { orderingKey: 'a' });
    await rig.enqueue('a2', { orderingKey: 'a' });
    await rig.enqueue('b1', { orderingKey: 'b' });
    const [first] = await rig.statuses('pending', 'pending', 'delivered');
    expect(first).toMatchObject({ last_error: 'HTTP 500', attempts: 1 });

    failing = false;
    await rig.makeDue();
    await rig.statuses('delivered', 'delivered', 'delivered');

    expect(rig.consumer.names.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a1', 'a2']);
  });

  it('sends the same bytes under the same id on every attempt', async () => {
    rig.consumer.onDeliver = refuse;
    rig.relay.start();
    await rig.enqueue('x');
    await rig.failed(1);
    await rig.makeDue();
    await rig.failed(2);
    rig.consumer.onDeliver = async () => undefined;
    await rig.makeDue();
    await rig.statuses('delivered');

    expect(rig.consumer.built).toEqual(['x']);
    expect(rig.consumer.attempts.map(({ delivery }) => delivery.attempt)).toEqual([1, 2, 3]);
    expect(new Set(rig.consumer.attempts.map(({ body }) => body)).size).toBe(1);
    expect(new Set(rig.consumer.attempts.map(({ delivery }) => delivery.deliveryId)).size).toBe(1);
  });

  it('waits before the next attempt, twice as long each time', async () => {
    rig.consumer.onDeliver = refuse;
    rig.relay.start();
    await rig.enqueue('x');
    await rig.failed(1);
    await rig.dataSource.query('UPDATE outbox SET attempts = 9');
    await rig.makeDue();
    const delays = await until(async () => {
      const rows = await rig.dataSource.query<{ delay: string }[]>(
        `SELECT extract(epoch FROM next_attempt_at - clock_timestamp()) AS delay FROM outbox
         WHERE attempts = 10 AND lease_id IS NULL`,
      );
      return rows[0] && Number(rows[0].delay);
    });

    expect(delays).toBeGreaterThan(500);
    expect(delays).toBeLessThanOrEqual(512);
  });

  it('keeps one pending entry of a coalescing key and runs again when triggered after the first attempt', async () => {
    const coalesced = { coalescingKey: 'room' };
    await rig.enqueue('first', coalesced);
    await rig.enqueue('second', coalesced);
    expect(await rig.rows()).toHaveLength(1);

    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    rig.consumer.onDeliver = () => held;
    rig.relay.start();
    await until(() => rig.consumer.attempts.length === 1);
    await rig.enqueue('third', coalesced);
    await rig.enqueue('fourth', coalesced);
    expect(await rig.rows()).toHaveLength(1);
    release();
    await rig.statuses('delivered', 'delivered');

    expect(rig.consumer.attempts).toHaveLength(2);
  });

  it('gives up 24 hours after the first attempt, lets the next go, and runs again what was triggered meanwhile', async () => {
    rig.consumer.onDeliver = async ({ attempt, payload }) => {
      if (payload.name === 'stuck' && attempt > 0) return refuse();
    };
    rig.relay.start();
    await rig.enqueue('stuck', { coalescingKey: 'room' });
    await rig.failed(1);
    await rig.enqueue('stuck', { coalescingKey: 'room' });
    await rig.enqueue('next');
    await rig.dataSource.query(
      `UPDATE outbox SET first_attempt_at = clock_timestamp() - interval '24 hours' WHERE attempts > 0`,
    );
    await rig.makeDue();
    await until(() => rig.consumer.attempts.length === 4);
    const rows = await rig.statuses('dead', 'delivered', 'pending');

    expect(rows[0]).toMatchObject({ last_error: 'HTTP 500', attempts: 2 });
    expect(rows[2]).toMatchObject({ coalescing_key: 'room', rerun: false });
    expect(rig.consumer.names).toEqual(['stuck', 'stuck', 'next', 'stuck']);
  });

  it('brings a dead entry back by hand, under its id and with its body, for another 24 hours', async () => {
    rig.consumer.onDeliver = refuse;
    rig.relay.start();
    await rig.enqueue('x', { coalescingKey: 'room' });
    await rig.failed(1);
    await rig.dataSource.query(`UPDATE outbox SET first_attempt_at = clock_timestamp() - interval '25 hours'`);
    await rig.makeDue();
    const [dead] = await rig.statuses('dead');
    rig.consumer.onDeliver = async () => undefined;

    await rig.deliveries.retry(TOPIC, String(dead?.id));
    await rig.statuses('delivered');

    const ids = rig.consumer.attempts.map(({ delivery, body }) => `${delivery.deliveryId} ${body}`);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
    await expect(rig.deliveries.retry(TOPIC, String(dead?.id))).rejects.toMatchObject({ kind: 'conflict' });
    await expect(rig.deliveries.retry(TOPIC, '999999999')).rejects.toMatchObject({ kind: 'not_found' });
    await expect(rig.deliveries.retry('other', String(dead?.id))).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('claims no retried entry while a newer one of its key is under way', async () => {
    await rig.enqueue('old');
    await rig.enqueue('new');
    await rig.dataSource.query(`UPDATE outbox SET status = 'dead' WHERE payload->>'name' = 'old'`);
    const [old] = await rig.rows();
    const [claimed] = await rig.claims.claim([TOPIC], randomUUID(), 8);
    expect(claimed?.payload).toEqual({ name: 'new' });
    await rig.deliveries.retry(TOPIC, String(old?.id));

    expect(await rig.claims.claim([TOPIC], randomUUID(), 8)).toEqual([]);
    expect(claimed && (await rig.unitOfWork.run(() => rig.claims.markDelivered(claimed)))).toEqual({ rerun: false });
    const next = await rig.claims.claim([TOPIC], randomUUID(), 8);
    expect(next.map((entry) => entry.payload)).toEqual([{ name: 'old' }]);
  });

  it('follows up at once when the consumer says that there is more', async () => {
    let left = 2;
    rig.consumer.onAcknowledged = async () => (left -= 1) > 0;
    rig.relay.start();
    await rig.enqueue('batch');
    await rig.statuses('delivered', 'delivered');

    expect(rig.consumer.acknowledgements).toEqual(['batch', 'batch']);
  });

  it('does not count an entry as delivered when its acknowledgement cannot be stored', async () => {
    let failing = true;
    rig.consumer.onAcknowledged = async () => {
      if (failing) throw new Error('disk full');
      return false;
    };
    rig.relay.start();
    await rig.enqueue('x');
    const row = await rig.failed(1);
    expect(row.last_error).toBe('internal error, see the log');
    failing = false;
    await rig.makeDue();
    await rig.statuses('delivered');

    expect(rig.consumer.names).toEqual(['x', 'x']);
  });

  it('counts an entry without anything to deliver as delivered', async () => {
    rig.consumer.onBuild = async () => undefined;
    rig.relay.start();
    await rig.enqueue('x');
    await rig.statuses('delivered');

    expect(rig.consumer.attempts).toEqual([]);
    expect(rig.consumer.acknowledgements).toEqual([]);
  });

  it('hands an entry of a dead process to another when the lease runs out; the late one settles nothing', async () => {
    await rig.enqueue('x');
    const [abandoned] = await rig.claims.claim([TOPIC], randomUUID(), 8);
    expect(await rig.claims.claim([TOPIC], randomUUID(), 8)).toEqual([]);
    await rig.expireLeases();
    const [taken] = await rig.claims.claim([TOPIC], randomUUID(), 8);
    expect(taken).toMatchObject({ id: abandoned?.id, attempts: 2 });
    if (!abandoned || !taken) throw new Error('nothing was claimed');

    expect(await rig.claims.storeBody(abandoned, 'late')).toBe(false);
    expect(await rig.unitOfWork.run(() => rig.claims.markDelivered(abandoned))).toBeUndefined();
    expect(await rig.unitOfWork.run(() => rig.claims.markFailed(abandoned, 'late', 1, 1))).toBeUndefined();
    expect(await rig.unitOfWork.run(() => rig.claims.markDelivered(taken))).toEqual({ rerun: false });
  });

  it('has at most eight deliveries under way', async () => {
    const releases: (() => void)[] = [];
    rig.consumer.onDeliver = () => new Promise((resolve) => releases.push(resolve));
    await rig.unitOfWork.run(async () => {
      for (let key = 0; key < OUTBOX_IN_FLIGHT_MAX + 4; key += 1) await rig.enqueue('x', { orderingKey: String(key) });
    });
    rig.relay.start();
    await until(() => releases.length === OUTBOX_IN_FLIGHT_MAX);
    const leased = (await rig.rows()).filter((row) => row.lease_id !== null);
    expect(leased).toHaveLength(OUTBOX_IN_FLIGHT_MAX);
    rig.consumer.onDeliver = async () => undefined;
    for (const release of releases) release();

    await rig.statuses(...Array.from({ length: OUTBOX_IN_FLIGHT_MAX + 4 }, () => 'delivered'));
  });

  it('lets deliveries under way end at a stop', async () => {
    let release = (): void => undefined;
    rig.consumer.onDeliver = () => new Promise((resolve) => (release = resolve));
    rig.relay.start();
    await rig.enqueue('x');
    await until(() => rig.consumer.attempts.length === 1);
    const stopped = rig.relay.stop();
    release();
    await stopped;

    expect((await rig.rows()).map((row) => row.status)).toEqual(['delivered']);
  });

  it('cuts off at a stop what does not end in time, and lets another process have it at once', async () => {
    class ImpatientTimers extends NodeTimers {
      override after(delayMs: number, work: () => void): () => void {
        return super.after(delayMs === OUTBOX_STOP_GRACE_MS ? 0 : delayMs, work);
      }
    }
    rig = new OutboxRig(rig.dataSource, new ScriptedConsumer(), new ImpatientTimers());
    rig.consumer.onDeliver = (_delivery, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new DeliveryError('cut off'))));
    rig.relay.start();
    await rig.enqueue('x');
    await until(() => rig.consumer.attempts.length === 1);
    await rig.relay.stop();

    expect(await rig.rows()).toEqual([
      expect.objectContaining({ status: 'pending', lease_id: null, last_error: null, body: expect.any(String) }),
    ]);
    expect(await rig.claims.claim([TOPIC], randomUUID(), 8)).toHaveLength(1);
  });

  it('is cleaned: delivered entries after 7 days, dead ones after 30', async () => {
    const clock = new ManualClock();
    const housekeeping = new DatabaseHousekeeping(opened, rig.deliveries, clock);
    const daysAgo = (days: number): Date => new Date(clock.nowMs() - days * 86_400_000 - 1);
    for (const [status, days] of [
      ['delivered', 6],
      ['delivered', 7],
      ['dead', 29],
      ['dead', 30],
      ['pending', 365],
    ] as const) {
      await rig.enqueue('x', { orderingKey: `${status} ${days}` });
      await rig.dataSource.query(
        `UPDATE outbox SET status = $2, next_attempt_at = $3, delivered_at = $3 WHERE ordering_key = $1`,
        [`${status} ${days}`, status, daysAgo(days)],
      );
    }

    expect(await housekeeping.cleanOutbox(new AbortController().signal)).toBe(2);
    expect((await rig.rows()).map((row) => row.ordering_key)).toEqual(['delivered 6', 'dead 29', 'pending 365']);
    expect(await housekeeping.cleanOutbox(AbortSignal.abort())).toBe(0);
  });

  it('removes old entries only', async () => {
    for (const name of ['delivered', 'dead', 'pending']) await rig.enqueue(name, { orderingKey: name });
    await rig.dataSource.query(
      `UPDATE outbox SET status = payload->>'name', next_attempt_at = '2026-01-10Z',
         delivered_at = CASE payload->>'name' WHEN 'delivered' THEN timestamptz '2026-01-10Z' END`,
    );
    const at = (day: number): number => Date.UTC(2026, 0, day);

    expect(await rig.deliveries.removeOld(at(10), at(10), 10)).toBe(0);
    expect(await rig.deliveries.removeOld(at(11), at(10), 10)).toBe(1);
    expect(await rig.deliveries.removeOld(at(11), at(11), 10)).toBe(1);
    expect((await rig.rows()).map((row) => row.status)).toEqual(['pending']);
  });

  it('lists entries newest first and counts them', async () => {
    for (const name of ['a', 'b', 'c']) await rig.enqueue(name, { orderingKey: name });
    await rig.dataSource.query(`UPDATE outbox SET status = 'dead' WHERE payload->>'name' = 'b'`);
    await rig.dataSource.query(`UPDATE outbox SET next_attempt_at = clock_timestamp() - interval '1 minute'`);
    const keys = async (query: object) =>
      (await rig.deliveries.list({ topic: TOPIC, limit: 10, ...query })).map((view) => view.orderingKey);

    expect(await keys({})).toEqual(['c', 'b', 'a']);
    expect(await keys({ limit: 2 })).toEqual(['c', 'b']);
    expect(await keys({ status: 'dead' })).toEqual(['b']);
    expect(await keys({ topic: 'other' })).toEqual([]);
    const counts = await rig.deliveries.counts(TOPIC);
    expect(counts).toMatchObject({ pending: 2, dead: 1 });
    expect(counts.lagSeconds).toBeGreaterThanOrEqual(60);
    expect(await rig.deliveries.counts('other')).toEqual({ pending: 0, dead: 0, lagSeconds: 0 });
  });
});
