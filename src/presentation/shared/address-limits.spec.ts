import { FakeRateLimiter } from '../../../test/fakes/identity-secrets';
import { ConnectionMetrics } from '../../../test/fakes/realtime-connections';
import { settingsWith } from '../../../test/fakes/realtime-http';
import { ManualClock } from '../../../test/fakes/rooms-platform';
import { AddressLimits, LOGINS_LIMIT, REGISTRATIONS_LIMIT } from './address-limits';

function setUp(rateLimits: boolean) {
  const [clock, metrics] = [new ManualClock(), new ConnectionMetrics()];
  return {
    clock,
    metrics,
    limits: new AddressLimits(new FakeRateLimiter(clock), settingsWith({ rateLimits }), metrics),
  };
}

describe('AddressLimits', () => {
  it('refuses what an address does too often, for as long as it says', async () => {
    const { clock, metrics, limits } = setUp(true);
    const register = (address = '192.0.2.1') => limits.require(REGISTRATIONS_LIMIT, address);
    for (let times = 0; times < REGISTRATIONS_LIMIT.limit; times += 1) await register();

    await expect(register()).rejects.toMatchObject({ kind: 'limited', details: { retryAfterMs: 60_000 } });
    expect(metrics.limits).toEqual(['registrations']);
    await expect(register('192.0.2.2')).resolves.toBeUndefined();
    await expect(limits.require(LOGINS_LIMIT, '192.0.2.1')).resolves.toBeUndefined();
    clock.advance(60_000);
    await expect(register()).resolves.toBeUndefined();
  });

  it('refuses nothing where limits are off', async () => {
    const { limits } = setUp(false);

    for (let times = 0; times <= LOGINS_LIMIT.limit; times += 1) await limits.require(LOGINS_LIMIT, 'x');
  });
});
