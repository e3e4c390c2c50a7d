import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError, unavailable } from '../../../shared/errors';
import { BatchQueue, type BatchQueueOptions } from './batch-queue';

/** A `run` whose batches commit when the test says so. */
function gatedRun(): { batches: string[][]; run: (entries: readonly string[]) => Promise<string[]>; open: () => void } {
  const batches: string[][] = [];
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const run = async (entries: readonly string[]): Promise<string[]> => {
    batches.push([...entries]);
    await gate;
    return entries.map((entry) => entry.toUpperCase());
  };
  return { batches, run, open: () => open() };
}

function queueOf(options: Partial<BatchQueueOptions<string, string>>): BatchQueue<string, string> {
  return new BatchQueue<string, string>({
    run: async (entries) => entries.map((entry) => entry.toUpperCase()),
    entriesMax: 100,
    queuedMax: 100,
    onFull: () => new AppError('limited', 'limited', 'queue full'),
    ...options,
  });
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('BatchQueue', () => {
  it('gathers the next batch while one is in flight, first come first served', async () => {
    const { batches, run, open } = gatedRun();
    const queue = queueOf({ run });
    const first = ['a', 'b'].map((entry) => queue.add(entry));
    await nextTurn();
    const second = ['c', 'd', 'e'].map((entry) => queue.add(entry));
    expect(queue.depth).toBe(3);
    open();

    expect(await Promise.all([...first, ...second])).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(batches).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
    expect(queue.depth).toBe(0);
  });

  it('keeps a batch within its entries and bytes; an oversized entry goes alone', async () => {
    const { batches, run, open } = gatedRun();
    open();
    const queue = queueOf({ run, entriesMax: 3, bytesMax: 4, sizeOf: (entry) => entry.length });
    await Promise.all(['a', 'b', 'c', 'd', 'eee', 'ff', 'oversized', 'g'].map((entry) => queue.add(entry)));

    expect(batches).toEqual([['a', 'b', 'c'], ['d', 'eee'], ['ff'], ['oversized'], ['g']]);
  });

  it('refuses when the queue is full and goes on afterwards', async () => {
    const { run, open } = gatedRun();
    const queue = queueOf({ run, queuedMax: 2 });
    const waiting = [queue.add('a'), queue.add('b')];
    await expect(queue.add('c')).rejects.toMatchObject({ kind: 'limited' });
    open();
    await Promise.all(waiting);

    expect(await queue.add('d')).toBe('D');
  });

  it('runs a failed batch entry by entry, so that only the bad entry fails', async () => {
    const batches: string[][] = [];
    const queue = queueOf({
      run: async (entries) => {
        batches.push([...entries]);
        if (entries.includes('bad')) throw new Error('constraint violated');
        return [...entries];
      },
    });
    const settled = await Promise.allSettled(['a', 'bad', 'b'].map((entry) => queue.add(entry)));

    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(batches).toEqual([['a', 'bad', 'b'], ['a'], ['bad'], ['b']]);
  });

  it('uses runOne for the entries of a failed batch', async () => {
    const queue = queueOf({
      run: () => Promise.reject(new Error('no batch today')),
      runOne: async (entry) => `${entry}!`,
    });

    expect(await Promise.all([queue.add('a'), queue.add('b')])).toEqual(['a!', 'b!']);
  });

  it('fails the whole batch at once when the database cannot be reached', async () => {
    let runs = 0;
    const queue = queueOf({
      run: async () => {
        runs += 1;
        throw unavailable('no connection');
      },
    });
    const settled = await Promise.allSettled([queue.add('a'), queue.add('b')]);

    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(runs).toBe(1);
  });

  it('refuses an answer that does not match its entries', async () => {
    const queue = queueOf({ run: async () => [] });

    await expect(queue.add('a')).rejects.toThrow('every entry');
  });

  it('drains everything, also what came during the drain', async () => {
    const { run, open } = gatedRun();
    const queue = queueOf({ run });
    const results: string[] = [];
    const note = (result: string): unknown => results.push(result);
    void queue.add('a').then(note);
    await nextTurn();
    const drained = queue.drain();
    void queue.add('b').then(note);
    open();
    await drained;

    expect(results).toEqual(['A', 'B']);
    await expect(queueOf({}).drain()).resolves.toBeUndefined();
  });

  it('runs outside the async context of the caller', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const queue = queueOf({
      run: async (entries) => {
        seen.push(storage.getStore());
        return [...entries];
      },
    });
    await storage.run('a transaction', () => queue.add('a'));

    expect(seen).toEqual([undefined]);
  });
});
