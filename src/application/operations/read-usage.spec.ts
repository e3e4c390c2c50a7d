import { ManualClock } from '../../../test/fakes/rooms-platform';
import { firstIdAt, type Id } from '../../shared/ids';
import { ReadUsage, USAGE_AGE_MS_MAX, UsageReader } from './read-usage';

class CountedReader extends UsageReader {
  readonly asked: Id[] = [];
  failure: Error | undefined;

  async count(sinceId: Id) {
    this.asked.push(sinceId);
    if (this.failure) throw this.failure;
    return { users: this.asked.length, messages: 2, messagesSince: 1 };
  }
}

describe('ReadUsage', () => {
  it('counts since midnight UTC, once for all who ask within a while', async () => {
    const clock = new ManualClock(Date.UTC(2026, 5, 1, 13));
    const reader = new CountedReader();
    const usage = new ReadUsage(reader, clock);
    await Promise.all([usage.execute(), usage.execute()]);
    clock.advance(USAGE_AGE_MS_MAX - 1);
    expect((await usage.execute()).users).toBe(1);
    clock.advance(1);

    expect((await usage.execute()).users).toBe(2);
    expect(reader.asked[0]).toBe(firstIdAt(Date.UTC(2026, 5, 1)));
  });

  it('does not keep a count that failed', async () => {
    const reader = new CountedReader();
    const usage = new ReadUsage(reader, new ManualClock());
    reader.failure = new Error('no database');
    await expect(usage.execute()).rejects.toThrow('no database');
    reader.failure = undefined;

    expect((await usage.execute()).messages).toBe(2);
  });
});
