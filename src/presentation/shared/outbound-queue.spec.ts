import * as fc from 'fast-check';
import { SlowSocket } from '../../../test/fakes/realtime-sockets';
import { SilentMetrics } from '../../../test/fakes/rooms-log';
import { ManualTimers, settled } from '../../../test/fakes/timers';
import {
  OUTBOUND_BYTES_MAX,
  OUTBOUND_FRAMES_MAX,
  OUTBOUND_PROCESS_BYTES_MAX,
  OutboundBudget,
  OutboundQueue,
} from './outbound-queue';

function setUp() {
  const timers = new ManualTimers();
  const metrics = new SilentMetrics();
  const budget = new OutboundBudget(timers, metrics);
  const open = (bytesMax?: number) => {
    const socket = new SlowSocket();
    const overflows: string[] = [];
    const queue = new OutboundQueue(socket, budget, () => overflows.push('overflow'), bytesMax);
    /** Fills the socket's own buffer, so that it asks to wait; returns how much that took. */
    const block = (): number => {
      queue.write(Buffer.alloc(socket.writableHighWaterMark), 1);
      return socket.writableHighWaterMark;
    };
    return { socket, queue, overflows, block };
  };
  return { timers, metrics, budget, open, ...open() };
}

/** The same memory for all, so that tests of large bounds cost none. */
const zeros = Buffer.alloc(OUTBOUND_BYTES_MAX);
const bytes = (length: number): Uint8Array => zeros.subarray(0, length);
const textAfter = (socket: SlowSocket, length: number): string => socket.received.subarray(length).toString();

describe('OutboundQueue', () => {
  it('writes straight through while the socket takes everything, and reports nothing', () => {
    const { queue, socket, budget } = setUp();
    socket.startReading();

    queue.write(Buffer.from('a'), 1);
    queue.write(Buffer.from('bc'), 2);

    expect(socket.received.toString()).toBe('abc');
    expect(budget.total).toBe(0);
  });

  it('keeps frames while the socket is blocked and writes them in one piece when it drains', async () => {
    const { queue, socket, block, budget } = setUp();
    const blocking = block();
    for (const text of ['a', 'b', 'c']) queue.write(Buffer.from(text), 1);
    expect(queue.pendingBytes).toBe(blocking + 3);
    expect(budget.total).toBe(blocking + 3);
    expect(socket.received).toHaveLength(blocking);

    socket.startReading();
    await settled();

    expect(textAfter(socket, blocking)).toBe('abc');
    expect(socket.writes).toBe(2);
    expect([queue.pendingBytes, budget.total]).toEqual([0, 0]);
    queue.write(Buffer.from('d'), 1);
    expect(textAfter(socket, blocking)).toBe('abcd');
  });

  it('says when the socket takes nothing, and when it takes more', async () => {
    const { queue, socket, block } = setUp();
    const lagging: boolean[] = [];
    queue.onDrained = () => lagging.push(queue.isLagging);
    expect(queue.isLagging).toBe(false);
    block();
    expect(queue.isLagging).toBe(true);
    queue.write(Buffer.from('a'), 1);
    expect(lagging).toEqual([]);
    socket.startReading();
    await settled();

    expect([queue.isLagging, lagging]).toEqual([false, [false]]);
  });

  it('may have a bound of its own', () => {
    const { open } = setUp();
    const { queue, overflows, block } = open(2 * OUTBOUND_BYTES_MAX);
    const blocking = block();
    queue.write(bytes(OUTBOUND_BYTES_MAX), 1);
    queue.write(bytes(OUTBOUND_BYTES_MAX - blocking), 1);
    expect(overflows).toEqual([]);
    queue.write(bytes(1), 1);

    expect(overflows).toEqual(['overflow']);
  });

  it('stays blocked when what waited fills the socket again', async () => {
    const { queue, socket, block, budget } = setUp();
    const blocking = block();
    queue.write(bytes(blocking), 1);

    socket.readOnce();
    await settled();
    expect(budget.total).toBe(blocking);
    queue.write(Buffer.from('a'), 1);
    expect(queue.pendingBytes).toBe(blocking + 1);

    socket.startReading();
    await settled();
    expect(textAfter(socket, 2 * blocking)).toBe('a');
    expect(budget.total).toBe(0);
  });

  it('writes frames for later at the end of the tick, joined', () => {
    const { queue, socket, timers, open } = setUp();
    const other = open();
    for (const one of [socket, other.socket]) one.startReading();

    queue.writeLater(Buffer.from('a'));
    other.queue.writeLater(Buffer.from('x'));
    queue.writeLater(Buffer.from('b'));
    expect(socket.writes).toBe(0);
    expect(timers.waitingForTick).toBe(1);
    timers.endTick();

    expect([socket.received.toString(), other.socket.received.toString()]).toEqual(['ab', 'x']);
    expect([socket.writes, other.socket.writes]).toEqual([1, 1]);
    queue.writeLater(Buffer.from('c'));
    timers.endTick();
    expect(socket.received.toString()).toBe('abc');
  });

  it('keeps the order between frames for later and frames for now', () => {
    const { queue, socket, timers } = setUp();
    socket.startReading();

    queue.writeLater(Buffer.from('a'));
    queue.write(Buffer.from('b'), 1);
    queue.writeLater(Buffer.from('c'));
    timers.endTick();

    expect(socket.received.toString()).toBe('abc');
  });

  it('hands everything to the socket before a close frame, and takes nothing after it', () => {
    const { queue, socket, block, budget, timers } = setUp();
    const blocking = block();
    queue.write(Buffer.from('a'), 1);
    queue.writeLater(Buffer.from('b'));

    queue.writeAll();
    socket.write('close');
    queue.write(Buffer.from('c'), 1);
    queue.writeLater(Buffer.from('d'));
    timers.endTick();
    socket.startReading();

    expect(textAfter(socket, blocking)).toBe('abclose');
    expect(budget.total).toBe(0);
  });

  it('forgets what waits when it is closed', async () => {
    const { queue, socket, block, budget, timers } = setUp();
    const blocking = block();
    queue.write(Buffer.from('a'), 1);
    queue.writeLater(Buffer.from('b'));

    queue.close();
    queue.close();
    timers.endTick();
    socket.startReading();
    await settled();

    expect(socket.received).toHaveLength(blocking);
    expect(budget.total).toBe(0);
  });
});

describe('the bounds of OutboundQueue', () => {
  it('allows exactly 1 MiB to wait, the socket counted, and ends the connection beyond', () => {
    const { queue, block, overflows, metrics, budget } = setUp();
    const blocking = block();

    queue.write(bytes(OUTBOUND_BYTES_MAX - blocking), 1);
    expect(queue.pendingBytes).toBe(OUTBOUND_BYTES_MAX);
    expect(overflows).toEqual([]);
    queue.write(bytes(1), 1);

    expect(overflows).toEqual(['overflow']);
    expect(metrics.limits).toEqual(['outbound_bytes']);
    expect(budget.total).toBe(0);
    queue.write(bytes(1), 1);
    queue.writeAll();
    expect(overflows).toEqual(['overflow']);
  });

  it('allows exactly 4,096 frames to wait and ends the connection beyond', () => {
    const { queue, block, overflows, metrics } = setUp();
    block();

    for (let index = 0; index < OUTBOUND_FRAMES_MAX - 2; index += 1) queue.write(bytes(1), 1);
    queue.write(bytes(2), 2);
    expect(overflows).toEqual([]);
    queue.write(bytes(1), 1);

    expect(overflows).toEqual(['overflow']);
    expect(metrics.limits).toEqual(['outbound_frames']);
  });

  it('counts frames anew after each drain', async () => {
    const { queue, socket, block, overflows } = setUp();
    for (let round = 0; round < 3; round += 1) {
      block();
      for (let index = 0; index < OUTBOUND_FRAMES_MAX; index += 1) queue.write(bytes(1), 1);
      socket.startReading();
      await settled();
      socket.stopReading();
    }

    expect(overflows).toEqual([]);
  });

  it('allows 256 MiB to wait for all sockets together; who goes beyond is ended, the others stay', async () => {
    const { open, budget, metrics, queue, overflows, socket } = setUp();
    const others = Array.from({ length: OUTBOUND_PROCESS_BYTES_MAX / OUTBOUND_BYTES_MAX }, open);
    for (const other of others) {
      other.queue.write(bytes(OUTBOUND_BYTES_MAX), 1);
    }
    expect(budget.total).toBe(OUTBOUND_PROCESS_BYTES_MAX);
    expect(others.flatMap((other) => other.overflows)).toEqual([]);

    queue.write(bytes(socket.writableHighWaterMark), 1);
    expect(overflows).toEqual(['overflow']);
    expect(metrics.limits).toContain('outbound_process_bytes');
    expect(others.flatMap((other) => other.overflows)).toEqual([]);

    others[0]?.queue.close();
    others[1]?.socket.startReading();
    await settled();
    expect(budget.total).toBe(OUTBOUND_PROCESS_BYTES_MAX - 2 * OUTBOUND_BYTES_MAX);
    const late = open();
    late.block();
    expect(late.overflows).toEqual([]);
  });

  it('shows what waits as a gauge', () => {
    const gauges = new Map<string, () => unknown>();
    class Gauges extends SilentMetrics {
      override gauge(name?: string, _help?: string, read?: () => unknown): void {
        if (name && read) gauges.set(name, read);
      }
    }
    const queue = new OutboundQueue(
      new SlowSocket(),
      new OutboundBudget(new ManualTimers(), new Gauges()),
      () => undefined,
    );

    queue.write(bytes(100_000), 1);

    expect(gauges.get('guildhall_outbound_waiting_bytes')?.()).toBe(100_000);
  });
});

describe('OutboundQueue, whatever the socket does', () => {
  it('writes every frame once and in order', async () => {
    const actions = fc.array(fc.constantFrom('now', 'now', 'later', 'tick', 'read', 'stop', 'large'), {
      maxLength: 60,
    });

    await fc.assert(
      fc.asyncProperty(actions, async (script) => {
        const { queue, socket, timers, budget, overflows } = setUp();
        let expected = '';
        const next = (length: number): Buffer => {
          const text = String.fromCodePoint(97 + (expected.length % 26)).repeat(length);
          expected += text;
          return Buffer.from(text);
        };
        const act: Record<string, () => void> = {
          now: () => queue.write(next(3), 1),
          later: () => queue.writeLater(next(2)),
          large: () => queue.write(next(17_001), 1),
          tick: () => timers.endTick(),
          read: () => socket.startReading(),
          stop: () => socket.stopReading(),
        };
        for (const action of script) {
          act[action]?.();
          if (action === 'read') await settled();
        }
        timers.endTick();
        socket.startReading();
        await settled();

        expect(overflows).toEqual([]);
        expect(socket.received.toString() === expected).toBe(true);
        expect([queue.pendingBytes, budget.total]).toEqual([0, 0]);
      }),
    );
  });
});
