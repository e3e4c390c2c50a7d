import { SessionMutex } from './session-mutex';

const LONG_MS = 60_000;

describe('SessionMutex', () => {
  it('is given to one at a time, in order of arrival', async () => {
    const mutex = new SessionMutex();
    const order: number[] = [];
    const release = await mutex.acquire(LONG_MS);
    const others = [1, 2, 3].map(async (number) => {
      const releaseOther = await mutex.acquire(LONG_MS);
      order.push(number);
      releaseOther();
    });
    expect(mutex.waiting).toBe(3);
    expect(order).toEqual([]);
    release();
    await Promise.all(others);
    expect(order).toEqual([1, 2, 3]);
    expect(mutex.waiting).toBe(0);
  });

  it('refuses who has waited too long, and goes on without it', async () => {
    const mutex = new SessionMutex();
    const release = await mutex.acquire(LONG_MS);
    const late = mutex.acquire(1);
    const patient = mutex.acquire(LONG_MS);
    await expect(late).rejects.toMatchObject({ kind: 'unavailable' });
    release();
    (await patient)();
    await expect(mutex.acquire(1)).resolves.toEqual(expect.any(Function));
  });

  it('is freed by its holder only once', async () => {
    const mutex = new SessionMutex();
    const release = await mutex.acquire(LONG_MS);
    release();
    await mutex.acquire(LONG_MS);
    release();
    await expect(mutex.acquire(1)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
