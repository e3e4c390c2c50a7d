import type { DataSource } from 'typeorm';
import { DeliveryError } from '../../src/application/shared/outbox-consumer';
import { OutboxRig, ScriptedConsumer, TOPIC } from '../builders/outbox-rig';
import { describeWithPostgres, openTestDatabase, type TestDatabase } from '../support/database';
import { until } from '../support/until';

const KEYS = 10;
const ENTRIES_PER_KEY = 20;
const RELAYS = 3;

describeWithPostgres('outbox under real concurrency', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await openTestDatabase('server');
    ({ dataSource } = await database.open({ poolSize: 20 }));
  });
  beforeEach(() => dataSource.query('DELETE FROM outbox'));
  afterAll(() => database.close());

  it('never has two entries of one key under way, and keeps their order, with several relays', async () => {
    const underWay = new Set<string>();
    const overlaps: string[] = [];
    const delivered = new Map<string, number[]>();
    const consumer = new ScriptedConsumer();
    consumer.onDeliver = async ({ orderingKey, payload, attempt }) => {
      if (underWay.has(orderingKey)) overlaps.push(orderingKey);
      underWay.add(orderingKey);
      await new Promise((resolve) => setImmediate(resolve));
      underWay.delete(orderingKey);
      if (attempt === 1 && Number(payload.place) % 7 === 0) throw new DeliveryError('HTTP 503');
      delivered.set(orderingKey, [...(delivered.get(orderingKey) ?? []), Number(payload.place)]);
    };
    const rigs = Array.from({ length: RELAYS }, () => new OutboxRig(dataSource, consumer));
    for (const rig of rigs) rig.relay.start();

    const writers = Array.from({ length: KEYS }, async (_value, key) => {
      for (let place = 0; place < ENTRIES_PER_KEY; place += 1) {
        const rig = rigs[(key + place) % RELAYS];
        await rig?.enqueue('x', { orderingKey: String(key), payload: { place } });
      }
    });
    await Promise.all(writers);
    await until(async () => {
      await rigs[0]?.makeDue();
      return (await rigs[0]?.deliveries.counts(TOPIC))?.pending === 0;
    });
    await Promise.all(rigs.map((rig) => rig.relay.stop()));

    expect(overlaps).toEqual([]);
    const inOrder = Array.from({ length: ENTRIES_PER_KEY }, (_value, place) => place);
    expect([...delivered.values()]).toEqual(Array.from({ length: KEYS }, () => inOrder));
  });

  it('gives ids to one key in the order of commits, so that a slow commit is never overtaken', async () => {
    const rig = new OutboxRig(dataSource);
    const slow = dataSource.createQueryRunner();
    await slow.startTransaction();
    let second: Promise<void> | undefined;
    try {
      await rig.context.within({ manager: slow.manager, events: [], invalidatedKeys: [] }, async () =>
        rig.outbox.enqueue({ topic: TOPIC, orderingKey: 'key', eventType: 'event', payload: { name: 'first' } }),
      );
      second = rig.enqueue('second');
      const waiting = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`;
      await until(async () => (await dataSource.query<unknown[]>(waiting)).length > 0);
      await slow.commitTransaction();
    } finally {
      await slow.release();
    }
    await second;

    expect((await rig.rows()).map((row) => row.payload.name)).toEqual(['first', 'second']);
  });

  it('follows a trigger that commits while the first attempt is built', async () => {
    const rig = new OutboxRig(dataSource);
    let built = (): void => undefined;
    const building = new Promise<void>((resolve) => (built = resolve));
    rig.consumer.onBuild = async () => {
      await building;
      return 'body';
    };
    rig.relay.start();
    await rig.enqueue('x', { coalescingKey: 'key' });
    await until(async () => (await rig.rows())[0]?.attempts === 1);
    await rig.enqueue('x', { coalescingKey: 'key' });
    built();
    await rig.statuses('delivered', 'delivered');
    await rig.relay.stop();

    expect(rig.consumer.attempts).toHaveLength(2);
  });
});
