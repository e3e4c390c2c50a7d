import { ManualTimers } from '../../../test/fakes/timers';
import { HEARTBEAT_INTERVAL_MS, HEARTBEAT_TIMEOUT_MS, HeartbeatMonitor, type Monitored } from './heartbeat';

class FakeConnection implements Monitored {
  lastPingedAtMs: number;
  pings = 0;
  silences = 0;

  constructor(public lastHeardAtMs: number) {
    this.lastPingedAtMs = lastHeardAtMs;
  }

  ping(): void {
    this.pings += 1;
  }

  silent(): void {
    this.silences += 1;
  }
}

function setUp() {
  const timers = new ManualTimers();
  const monitor = new HeartbeatMonitor(timers.clock, timers);
  const watch = (): FakeConnection => {
    const connection = new FakeConnection(timers.clock.nowMs());
    monitor.watch(connection);
    return connection;
  };
  return { timers, monitor, watch };
}

describe('HeartbeatMonitor', () => {
  it('pings each connection every 30 seconds, with one timer for all', () => {
    const { timers, watch } = setUp();
    const [first, second] = [watch(), watch()];
    expect(timers.running).toBe(1);

    timers.pass(HEARTBEAT_INTERVAL_MS - 1);
    expect([first.pings, second.pings]).toEqual([0, 0]);
    timers.pass(1);
    expect([first.pings, second.pings]).toEqual([1, 1]);
    first.lastHeardAtMs = timers.clock.nowMs();
    timers.pass(HEARTBEAT_INTERVAL_MS);
    expect([first.pings, second.pings]).toEqual([2, 2]);
  });

  it('gives up on a connection of which nothing was heard for 90 seconds, not earlier', () => {
    const { timers, watch } = setUp();
    const [silent, alive] = [watch(), watch()];
    timers.pass(HEARTBEAT_TIMEOUT_MS - 5_000);
    alive.lastHeardAtMs = timers.clock.nowMs();
    expect(silent.silences).toBe(0);

    timers.pass(5_000);
    expect([silent.silences, alive.silences]).toEqual([1, 0]);
  });

  it('forgets connections, also while it goes round, and stops with the last', () => {
    const { timers, monitor, watch } = setUp();
    const [first, second] = [watch(), watch()];
    first.silent = () => monitor.unwatch(first);

    timers.pass(HEARTBEAT_TIMEOUT_MS);
    expect(second.silences).toBe(1);
    monitor.unwatch(second);
    expect(timers.running).toBe(0);

    const third = watch();
    expect(timers.running).toBe(1);
    timers.pass(HEARTBEAT_INTERVAL_MS);
    expect(third.pings).toBe(1);
  });
});
