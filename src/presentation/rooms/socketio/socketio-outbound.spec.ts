import { created } from '../../../../test/builders/messages';
import { engineSocketOf, FakeEngine } from '../../../../test/fakes/realtime-engine';
import { SilentMetrics } from '../../../../test/fakes/rooms-log';
import { ManualTimers } from '../../../../test/fakes/timers';
import { type EncodedFrame, FrameBatch } from '../../../application/realtime';
import { OUTBOUND_BYTES_MAX, OUTBOUND_FRAMES_MAX, OutboundBudget } from '../../shared/outbound-queue';
import { SocketIoOutbound, terminateConnection } from './socketio-outbound';

const frameOf = (text: string): EncodedFrame => ({ event: created(1), text, bytes: Buffer.from(`<${text}>`) });
const batchOf = (...texts: readonly string[]): FrameBatch => new FrameBatch(texts.map(frameOf));

/** A batch of `frames` frames that are `bytes` bytes together. */
function batchOfSize(bytes: number, frames = 1): FrameBatch {
  const small = { event: created(1), text: '', bytes: Buffer.alloc(1) };
  const large = { event: created(1), text: '', bytes: Buffer.alloc(bytes - frames + 1) };
  return new FrameBatch([large, ...Array.from({ length: frames - 1 }, () => small)]);
}

function setUp(name: 'websocket' | 'polling' = 'websocket') {
  const engine = new FakeEngine(name);
  const metrics = new SilentMetrics();
  const budget = new OutboundBudget(new ManualTimers(), metrics);
  const overflows: string[] = [];
  const outbound = new SocketIoOutbound(engineSocketOf(engine), budget, () => overflows.push('overflow'));
  /** The transport is busy from now on. */
  const block = (): void => {
    engine.isSlow = true;
    outbound.write(batchOf('first'));
  };
  return { engine, metrics, budget, overflows, outbound, block };
}

describe('SocketIoOutbound', () => {
  it('writes a batch as one packet over a WebSocket, with the joined buffer of the batch', () => {
    const { engine, outbound, budget } = setUp();
    const batch = batchOf('a', 'b', 'c');

    outbound.write(batch);

    expect(engine.written).toHaveLength(1);
    expect(engine.written[0]?.frames[0]).toBe(batch.joined());
    expect(Buffer.from(batch.joined()).toString()).toBe('<a><b><c>');
    expect(budget.total).toBe(0);
  });

  it('writes each frame by itself while the connection polls', () => {
    const { engine, outbound } = setUp('polling');

    outbound.write(batchOf('a', 'b'));

    expect(engine.written.map(({ text, frames }) => [text, Buffer.concat(frames).toString()])).toEqual([
      ['a', '<a>'],
      ['b', '<b>'],
    ]);
  });

  it('keeps the order with what engine.io writes by itself', () => {
    const { engine, outbound, block } = setUp();
    block();

    engine.write('ack 1');
    outbound.write(batchOf('a'));
    engine.write('ack 2');

    expect(engine.written.map(({ text }) => text)).toEqual(['first', 'ack 1', 'a', 'ack 2']);
  });

  it('counts what waits in engine.io and in the socket while it lags, acks included', () => {
    const { engine, outbound, budget, block } = setUp();
    block();
    engine.socketBytes = 1_000;

    outbound.write(batchOf('ab', 'c'));
    expect(budget.total).toBe(1_007);
    engine.write('ack');
    expect(budget.total).toBe(1_010);

    engine.ready();
    expect(budget.total).toBe(1_000);
    engine.socketBytes = 0;
    engine.isSlow = false;
    engine.ready();
    outbound.write(batchOf('d'));
    expect(budget.total).toBe(0);
  });

  it('allows exactly 1 MiB to wait and ends the connection beyond, once', () => {
    const { engine, outbound, overflows, metrics, budget, block } = setUp();
    block();
    engine.socketBytes = 48_576;
    outbound.write(batchOfSize(1_000_000));
    expect(budget.total).toBe(OUTBOUND_BYTES_MAX);
    expect(overflows).toEqual([]);

    outbound.write(batchOfSize(1));
    outbound.write(batchOfSize(1));

    expect(overflows).toEqual(['overflow']);
    expect(metrics.limits).toEqual(['outbound_bytes']);
    expect(budget.total).toBe(0);
  });

  it('allows exactly 4,096 frames to wait, in batches or alone, and ends the connection beyond', () => {
    const { engine, outbound, overflows, metrics, block } = setUp();
    block();
    outbound.write(batchOfSize(OUTBOUND_FRAMES_MAX - 1, OUTBOUND_FRAMES_MAX - 1));
    engine.write('ack');
    expect(overflows).toEqual([]);

    engine.write('ack');

    expect(overflows).toEqual(['overflow']);
    expect(metrics.limits).toEqual(['outbound_frames']);
  });

  it('bounds a polling connection that nobody polls', () => {
    const { engine, outbound, overflows } = setUp('polling');
    engine.transport.writable = false;

    for (let index = 0; index < OUTBOUND_FRAMES_MAX; index += 1) outbound.write(batchOf('x'));
    expect(overflows).toEqual([]);
    outbound.write(batchOf('x'));

    expect(overflows).toEqual(['overflow']);
  });

  it('gives back what it reported when the connection closes, and writes no more', () => {
    const { engine, outbound, budget, block } = setUp();
    block();
    outbound.write(batchOf('a'));
    expect(budget.total).toBeGreaterThan(0);

    engine.close();
    outbound.write(batchOf('b'));
    engine.emit('drain');

    expect(budget.total).toBe(0);
    expect(engine.written.map(({ text }) => text)).toEqual(['first', 'a']);
  });

  it('writes nothing for an empty batch', () => {
    const { engine, outbound } = setUp();

    outbound.write(new FrameBatch([]));

    expect(engine.written).toEqual([]);
  });
});

describe('terminateConnection', () => {
  it('cuts the WebSocket without a word, or closes a polling connection and drops its buffer', () => {
    const [webSocket, polling] = [new FakeEngine('websocket'), new FakeEngine('polling')];

    for (const engine of [webSocket, polling]) terminateConnection(engineSocketOf(engine));

    expect([webSocket.transport.terminations, webSocket.closings]).toEqual([1, []]);
    expect([polling.transport.terminations, polling.closings]).toEqual([0, [true]]);
  });
});
