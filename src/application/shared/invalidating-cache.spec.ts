import * as fc from 'fast-check';
import { SilentLogger } from '../../../test/fakes/rooms-log';
import { settled } from '../../../test/fakes/timers';
import { InvalidationHub } from '../../infrastructure/persistence/invalidation-hub';
import { InvalidatingCache } from './invalidating-cache';

interface Load {
  readonly key: string;
  finish(value: string): void;
  fail(error: Error): void;
}

/** A cache whose loads wait for the test. */
function setUp(entriesMax = 10) {
  const invalidations = new InvalidationHub(new SilentLogger());
  const loads: Load[] = [];
  const load = (key: string): Promise<string> =>
    new Promise((finish, fail) => {
      loads.push({ key, finish, fail });
    });
  const cache = new InvalidatingCache(load, entriesMax, invalidations);
  /** Loads `key` unless it is known. */
  const keep = async (key: string): Promise<void> => {
    const before = loads.length;
    const got = cache.get(key);
    await settled();
    if (loads.length > before) loads.at(-1)?.finish(key);
    await got;
  };
  return { cache, loads, invalidations, keep, keys: () => loads.map((one) => one.key) };
}

describe('InvalidatingCache', () => {
  it('loads once and answers from memory then', async () => {
    const { cache, loads } = setUp();
    const first = cache.get('a');
    loads[0]?.finish('1');

    expect(await first).toBe('1');
    expect(await cache.get('a')).toBe('1');
    expect(loads).toHaveLength(1);
  });

  it('shares one load among those who ask meanwhile', async () => {
    const { cache, loads } = setUp();
    const asked = [cache.get('a'), cache.get('a'), cache.get('a')];
    loads[0]?.finish('1');

    expect(await Promise.all(asked)).toEqual(['1', '1', '1']);
    expect(loads).toHaveLength(1);
  });

  it('remembers absence as well', async () => {
    let loads = 0;
    const cache = new InvalidatingCache<string | undefined>(
      async () => {
        loads += 1;
        return undefined;
      },
      10,
      new InvalidationHub(new SilentLogger()),
    );

    expect([await cache.get('a'), await cache.get('a')]).toEqual([undefined, undefined]);
    expect(loads).toBe(1);
  });

  it('loads again after an invalidation of the key, and of that key only', async () => {
    const { keep, invalidations, keys } = setUp();
    await keep('a');
    await keep('b');

    invalidations.publish('a');
    await keep('a');
    await keep('b');

    expect(keys()).toEqual(['a', 'b', 'a']);
  });

  it('loads again what was forgotten', async () => {
    const { keep, cache, keys } = setUp();
    await keep('a');

    cache.forget('a');
    await keep('a');

    expect(keys()).toEqual(['a', 'a']);
  });

  it.each([
    ['the old load ends first', [0, 1]],
    ['the new load ends first', [1, 0]],
  ])('does not keep or show a load begun before an invalidation: %s', async (_name, order) => {
    const { cache, loads, invalidations } = setUp();
    const before = cache.get('a');
    invalidations.publish('a');
    const after = cache.get('a');
    for (const index of order) {
      loads[index]?.finish(index === 0 ? 'old' : 'new');
      await settled();
    }

    expect(await before).toBe('old');
    expect(await after).toBe('new');
    expect(await cache.get('a')).toBe('new');
    expect(loads).toHaveLength(2);
  });

  it('keeps nothing of a load that was overtaken by an invalidation nobody asked after', async () => {
    const { cache, loads, invalidations } = setUp();
    const before = cache.get('a');
    invalidations.publish('a');
    loads[0]?.finish('old');
    await before;

    void cache.get('a');
    expect(loads).toHaveLength(2);
  });

  it('does not keep a failure, nor lets an old failure drop a newer value', async () => {
    const { cache, loads, invalidations } = setUp();
    const failing = cache.get('a');
    loads[0]?.fail(new Error('the database is away'));
    await expect(failing).rejects.toThrow('the database is away');

    const old = cache.get('a');
    invalidations.publish('a');
    const current = cache.get('a');
    loads[2]?.finish('new');
    await current;
    loads[1]?.fail(new Error('late'));
    await expect(old).rejects.toThrow('late');

    expect(await cache.get('a')).toBe('new');
    expect(loads).toHaveLength(3);
  });

  it('drops the least recently used beyond its bound', async () => {
    const { keep, keys } = setUp(2);
    await keep('a');
    await keep('b');
    await keep('a');
    await keep('c');
    expect(keys()).toEqual(['a', 'b', 'c']);

    await keep('a');
    await keep('c');
    expect(keys()).toEqual(['a', 'b', 'c']);
    await keep('b');
    expect(keys()).toEqual(['a', 'b', 'c', 'b']);
  });

  it('never answers with what was true only before an invalidation that came before the question', async () => {
    const actions = fc.array(fc.constantFrom('ask', 'change', 'finish', 'finish last'), { maxLength: 40 });

    await fc.assert(
      fc.asyncProperty(actions, async (script) => {
        const { cache, loads, invalidations } = setUp();
        let version = 0;
        const versionAtLoad: number[] = [];
        const asked: { readonly minimum: number; readonly answer: Promise<string> }[] = [];
        const unfinished: number[] = [];
        const ask = (): void => {
          asked.push({ minimum: version, answer: cache.get('a') });
          while (versionAtLoad.length < loads.length) {
            unfinished.push(versionAtLoad.length);
            versionAtLoad.push(version);
          }
        };
        const finish = async (index: number | undefined): Promise<void> => {
          if (index !== undefined) loads[index]?.finish(String(versionAtLoad[index]));
          await settled();
        };
        for (const action of script) {
          if (action === 'ask') ask();
          else if (action === 'finish') await finish(unfinished.shift());
          else if (action === 'finish last') await finish(unfinished.pop());
          else {
            version += 1;
            invalidations.publish('a');
          }
        }
        for (const index of unfinished.splice(0)) await finish(index);

        for (const { minimum, answer } of asked) expect(Number(await answer)).toBeGreaterThanOrEqual(minimum);
      }),
    );
  });
});
