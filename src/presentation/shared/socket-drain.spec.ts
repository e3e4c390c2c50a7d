import { settingsWith } from '../../../test/fakes/realtime-http';
import { SilentLogger, SilentMetrics } from '../../../test/fakes/rooms-log';
import { ManualTimers, settled } from '../../../test/fakes/timers';
import { ServerState } from '../../application/operations/server-state';
import { ClientAddress } from './client-address';
import { ConnectionGuard } from './connection-guard';
import { HeartbeatMonitor } from './heartbeat';
import { HttpErrorPresenters } from './http-error-presenters';
import { OutboundBudget } from './outbound-queue';
import { SOCKET_DRAIN_MS, SocketDrain } from './socket-drain';
import { UpgradeRouter } from './upgrade-router';

function setUp() {
  const timers = new ManualTimers();
  const metrics = new SilentMetrics();
  const settings = settingsWith({});
  const guard = new ConnectionGuard(settings, new ClientAddress(settings), new ServerState(), timers.clock, metrics);
  const router = new UpgradeRouter(
    guard,
    new HttpErrorPresenters(),
    timers,
    new SilentLogger(),
    timers.clock,
    metrics,
    new HeartbeatMonitor(timers.clock, timers),
    new OutboundBudget(timers, metrics),
  );
  const drain = new SocketDrain(router, guard, timers);
  const told: string[] = [];
  drain.register(() => {
    told.push('farewell');
  });
  let isDone = false;
  const run = (): void => void drain.run().then(() => (isDone = true));
  return { timers, guard, drain, told, run, isDone: () => isDone };
}

describe('SocketDrain', () => {
  it('is done at once without sockets', async () => {
    const { run, told, isDone } = setUp();
    run();
    await settled();
    expect(told).toEqual(['farewell']);
    expect(isDone()).toBe(true);
  });

  it('waits until the last socket is closed', async () => {
    const { guard, run, isDone } = setUp();
    guard.opened();
    guard.opened();
    run();
    guard.closed();
    await settled();
    expect(isDone()).toBe(false);
    guard.closed();
    await settled();
    expect(isDone()).toBe(true);
  });

  it('lets a dialect finish what it says, but not for ever', async () => {
    const { timers, drain, run, isDone } = setUp();
    let finish = (): void => undefined;
    drain.register(() => new Promise((resolve) => (finish = resolve)));
    run();
    await settled();
    expect(isDone()).toBe(false);
    finish();
    await settled();
    expect(isDone()).toBe(true);

    const hanging = setUp();
    hanging.drain.register(() => new Promise(() => undefined));
    hanging.run();
    hanging.timers.pass(SOCKET_DRAIN_MS);
    await settled();
    expect([hanging.isDone(), timers.running]).toEqual([true, 0]);
  });

  it('gives up on sockets that do not close', async () => {
    const { guard, timers, run, isDone } = setUp();
    guard.opened();
    run();
    timers.pass(SOCKET_DRAIN_MS - 1);
    await settled();
    expect(isDone()).toBe(false);
    timers.pass(1);
    await settled();
    expect(isDone()).toBe(true);
  });
});
