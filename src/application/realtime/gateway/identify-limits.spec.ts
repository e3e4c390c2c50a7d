import { settingsWith } from '../../../../test/fakes/realtime-http';
import { SilentMetrics } from '../../../../test/fakes/rooms-log';
import { ManualClock } from '../../../../test/fakes/rooms-platform';
import {
  IDENTIFIES_MAX,
  IDENTIFY_COUNTS_MAX,
  IDENTIFY_INTERVAL_MS,
  IDENTIFY_MAX_CONCURRENCY,
  IDENTIFY_WINDOW_MS,
  IdentifyLimits,
} from './identify-limits';

function setUp(rateLimits = true) {
  const clock = new ManualClock();
  const metrics = new SilentMetrics();
  return { clock, metrics, limits: new IdentifyLimits(settingsWith({ rateLimits }), clock, metrics) };
}

describe('IdentifyLimits', () => {
  it('lets one of each row start in five seconds', () => {
    const { clock, limits, metrics } = setUp();
    expect(limits.take('1', 0)).toBe(true);
    expect(limits.take('1', 1)).toBe(true);
    expect(limits.take('1', IDENTIFY_MAX_CONCURRENCY)).toBe(false);
    expect(limits.take('2', 0)).toBe(true);
    expect(metrics.limits).toEqual(['gateway_identifies']);
    clock.advance(IDENTIFY_INTERVAL_MS);

    expect(limits.take('1', IDENTIFY_MAX_CONCURRENCY)).toBe(true);
  });

  it('lets a thousand start in a day', () => {
    const { clock, limits } = setUp();
    for (let count = 0; count < IDENTIFIES_MAX; count += 1) {
      expect(limits.take('1', 0)).toBe(true);
      clock.advance(IDENTIFY_INTERVAL_MS);
    }
    expect(limits.take('1', 0)).toBe(false);
    expect(limits.of('1')).toEqual({
      ...{ total: IDENTIFIES_MAX, remaining: 0, maxConcurrency: IDENTIFY_MAX_CONCURRENCY },
      resetAfterMs: IDENTIFY_WINDOW_MS - IDENTIFIES_MAX * IDENTIFY_INTERVAL_MS,
    });
    clock.advance(IDENTIFY_WINDOW_MS - IDENTIFIES_MAX * IDENTIFY_INTERVAL_MS);

    expect(limits.of('1')).toMatchObject({ remaining: IDENTIFIES_MAX, resetAfterMs: 0 });
    expect(limits.take('1', 0)).toBe(true);
  });

  it('counts nothing without limits per client', () => {
    const { limits } = setUp(false);
    expect([limits.take('1', 0), limits.take('1', 0)]).toEqual([true, true]);
    expect(limits.of('1').remaining).toBe(IDENTIFIES_MAX);
  });

  it('remembers so many bots and no more', () => {
    const { limits } = setUp();
    for (let bot = 0; bot <= IDENTIFY_COUNTS_MAX; bot += 1) limits.take(String(bot), 0);

    expect([limits.of('0').remaining, limits.of('1').remaining]).toEqual([IDENTIFIES_MAX, IDENTIFIES_MAX - 1]);
  });
});
