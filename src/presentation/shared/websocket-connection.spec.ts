import { once } from 'node:events';
import { Socket } from 'node:net';
import { ConnectionBench, type OpenedConnection, RecordingHandler } from '../../../test/fakes/realtime-connections';
import { until } from '../../../test/support/until';
import { HEARTBEAT_INTERVAL_MS, HEARTBEAT_TIMEOUT_MS } from './heartbeat';
import { INBOX_IN_FLIGHT_MAX } from './serial-inbox';
import { INBOUND_FRAMES_BURST, INBOUND_FRAMES_PER_SECOND } from './websocket-connection';
import { textFrame } from './websocket-frame';

/** The monitor looks this often, from its first connection on. */
const LOOK_EVERY_MS = 5_000;

const bench = new ConnectionBench();
beforeAll(() => bench.start());
afterAll(() => bench.stop());

async function attached(): Promise<OpenedConnection & { readonly handler: RecordingHandler }> {
  const opened = await bench.open();
  const handler = new RecordingHandler();
  opened.connection.attach(handler);
  return { ...opened, handler };
}

/** Resolves when the handler got `count` frames. */
function framesOf(handler: RecordingHandler, count: number): Promise<void> {
  const onFrame = handler.onFrame;
  return new Promise((resolve) => {
    handler.onFrame = (text) => {
      if (handler.frames.length >= count) resolve();
      return onFrame(text);
    };
    if (handler.frames.length >= count) resolve();
  });
}

const closingOf = (handler: RecordingHandler): Promise<void> =>
  new Promise((resolve) => {
    handler.onClosed = resolve;
    if (handler.closings > 0) resolve();
  });

/** Everything that was sent before has been read when this is answered. */
async function roundTrip(client: OpenedConnection['client']): Promise<void> {
  client.ping();
  await once(client, 'pong');
}

describe('WebSocketConnection, frames in', () => {
  it('hands text frames to its handler in order, a binary one as none', async () => {
    const { client, handler } = await attached();
    const all = framesOf(handler, 3);

    client.send('a');
    client.send(Buffer.from('b'));
    client.send('ä');
    await all;

    expect(handler.frames).toEqual(['a', undefined, 'ä']);
  });

  it('reads nothing before a handler is attached, and loses nothing', async () => {
    const { client, connection } = await bench.open();
    client.send('a');
    client.send('b');
    await roundTripOfAnother();
    const handler = new RecordingHandler();
    const all = framesOf(handler, 3);

    connection.attach(handler);
    client.send('c');
    await all;

    expect(handler.frames).toEqual(['a', 'b', 'c']);
  });

  it('reads no more than 64 frames that are still being worked on', async () => {
    const { client, handler, webSocket } = await attached();
    const ends: (() => void)[] = [];
    handler.onFrame = async () => ({ settled: new Promise<void>((resolve) => ends.push(resolve)) });
    const full = framesOf(handler, INBOX_IN_FLIGHT_MAX);
    const all = framesOf(handler, 2 * INBOX_IN_FLIGHT_MAX);

    for (let index = 0; index < 2 * INBOX_IN_FLIGHT_MAX; index += 1) client.send(String(index));
    await full;
    await roundTripOfAnother();
    expect(handler.frames).toHaveLength(INBOX_IN_FLIGHT_MAX);
    expect(webSocket.isPaused).toBe(true);

    for (const end of ends.splice(0)) end();
    await all;
    for (const end of ends.splice(0)) end();
    await roundTrip(client);
    expect(handler.frames).toEqual(Array.from({ length: 2 * INBOX_IN_FLIGHT_MAX }, (_, index) => String(index)));
    expect(webSocket.isPaused).toBe(false);
  });

  it('tells of a client that sends more than 240 frames at once, or 60 a second', async () => {
    const { client, handler, connection } = await attached();
    const flooded = new Promise<void>((resolve) => {
      handler.onFlood = () => {
        connection.close(4_008, 'too_many_frames');
        resolve();
      };
    });
    const burst = framesOf(handler, INBOUND_FRAMES_BURST);
    for (let index = 0; index < INBOUND_FRAMES_BURST; index += 1) client.send('x');
    await burst;
    bench.clock.advance(500);
    const second = framesOf(handler, INBOUND_FRAMES_BURST + INBOUND_FRAMES_PER_SECOND / 2);
    for (let index = 0; index < INBOUND_FRAMES_PER_SECOND / 2; index += 1) client.send('x');
    await second;
    expect(handler.floods).toBe(0);

    client.send('x');
    client.send('x');
    await flooded;

    expect(handler.floods).toBe(1);
    expect(bench.metrics.limits).toContain('inbound_frames');
  });

  it('hands over nothing that comes after the closing', async () => {
    const { client, handler, connection, closed } = await attached();
    handler.onFrame = async (text) => {
      if (text === 'close') connection.close(4_001, 'revoked');
      return undefined;
    };

    for (const text of ['a', 'close', 'b', 'c']) client.send(text);
    await closed;

    expect(handler.frames).toEqual(['a', 'close']);
  });
});

describe('WebSocketConnection, frames out', () => {
  it('writes at once and later, in order', async () => {
    const { client, connection, received } = await attached();

    connection.writeLater(textFrame('a'));
    connection.write(Buffer.concat([textFrame('b'), textFrame('c')]), 2);
    connection.writeLater(textFrame('d'));
    bench.timers.endTick();
    await roundTrip(client);

    expect(received).toEqual(['a', 'b', 'c', 'd']);
  });

  it('sends what waits before the close frame, and nothing after it', async () => {
    const { connection, received, closed, handler } = await attached();

    connection.writeLater(textFrame('last'));
    connection.close(4_004, 'closed');
    connection.write(textFrame('late'), 1);
    connection.writeLater(textFrame('later'));
    bench.timers.endTick();

    expect(connection.isOpen).toBe(false);
    expect(await closed).toEqual([4_004, 'closed']);
    await closingOf(handler);
    expect(received).toEqual(['last']);
    expect(handler.closings).toBe(1);
  });

  it('answers a closing of the client although it goes on writing', async () => {
    const { client, connection, closed } = await attached();
    let isClosed = false;
    const write = (): void => {
      connection.write(textFrame('x'), 1);
      if (!isClosed) setImmediate(write);
    };
    write();

    client.close(1_000, 'bye');

    expect(await closed).toEqual([1_000, 'bye']);
    isClosed = true;
  });

  it('cuts a client that does not read, and tells why', async () => {
    const { client, connection, handler } = await attached();
    client.pause();
    const megabyte = textFrame('x'.repeat(1_048_000));

    for (let index = 0; index < 64; index += 1) connection.write(megabyte, 1);
    await closingOf(handler);

    expect(bench.metrics.closings.at(-1)).toBe('slow_consumer');
    expect(bench.metrics.limits).toContain('outbound_bytes');
    expect(bench.budget.total).toBe(0);
  });
});

describe('WebSocketConnection, its end', () => {
  it('closes at once although it was not read from yet', async () => {
    const { client, connection, closed } = await bench.open();
    client.send('unread');

    connection.close(1_013, 'unavailable');

    expect(await closed).toEqual([1_013, 'unavailable']);
  });

  it('closes at once although its inbox is full', async () => {
    const { client, connection, handler, closed } = await attached();
    handler.onFrame = async () => ({ settled: new Promise(() => undefined) });
    const full = framesOf(handler, INBOX_IN_FLIGHT_MAX);
    for (let index = 0; index < INBOX_IN_FLIGHT_MAX + 10; index += 1) client.send('x');
    await full;

    connection.close(4_003, 'banned');

    expect(await closed).toEqual([4_003, 'banned']);
    await closingOf(handler);
  });

  it('tells a handler that comes too late that the socket is gone', async () => {
    const { client, connection } = await bench.open();
    const gone = once(client, 'close');
    connection.terminate('slow_consumer');
    await gone;
    await roundTripOfAnother();
    const handler = new RecordingHandler();

    connection.attach(handler);
    await closingOf(handler);

    expect(handler.closings).toBe(1);
  });

  it('lets a frame that was begun be done before it tells of the end, and begins no other', async () => {
    const { client, handler } = await attached();
    const gone = once(client, 'close');
    let finish = (): void => undefined;
    handler.onFrame = () =>
      new Promise((resolve) => {
        finish = () => resolve(undefined);
      });
    const begun = framesOf(handler, 1);
    client.send('a');
    client.send('b');
    await begun;
    const before = bench.metrics.closings.length;
    client.close(1_000);
    await gone;
    await until(() => bench.metrics.closings.length > before);
    expect(handler.closings).toBe(0);

    finish();
    await closingOf(handler);

    expect([handler.frames, handler.closings]).toEqual([['a'], 1]);
  });

  it('counts each connection once, with its first reason', async () => {
    const { connection, handler } = await attached();
    const before = bench.metrics.closings.length;

    connection.close(4_009, 'replaced');
    connection.close(4_004, 'closed');
    connection.terminate('slow_consumer');
    await closingOf(handler);

    expect(bench.metrics.closings.slice(before)).toEqual(['replaced']);
    expect(handler.closings).toBe(1);
  });

  it.each([
    ['the client closes', (client: OpenedConnection['client']) => client.close(1_000), 'client'],
    ['the client is gone', (client: OpenedConnection['client']) => client.terminate(), 'client'],
    [
      'the client breaks the protocol',
      (client: OpenedConnection['client']) => rawSocketOf(client).write(FRAME_WITH_RESERVED_BITS),
      'protocol_error',
    ],
  ])('is over when %s', async (_name, act, reason) => {
    const { client, connection, handler } = await attached();

    act(client);
    await closingOf(handler);

    expect(bench.metrics.closings.at(-1)).toBe(reason);
    expect(connection.isOpen).toBe(false);
  });
});

describe('WebSocketConnection, its heartbeat', () => {
  it('pings, and lives as long as it is answered', async () => {
    const { client, connection, handler } = await attached();
    const pinged = once(client, 'ping');
    bench.timers.pass(HEARTBEAT_INTERVAL_MS + LOOK_EVERY_MS);
    await pinged;
    await roundTrip(client);
    const heardAtMs = bench.clock.nowMs();

    expect(connection.lastHeardAtMs).toBe(heardAtMs);
    bench.timers.pass(HEARTBEAT_TIMEOUT_MS - 1);
    expect(connection.isOpen).toBe(true);
    bench.timers.pass(LOOK_EVERY_MS);
    await closingOf(handler);
    expect(bench.metrics.closings).toContain('heartbeat_timeout');
    expect(bench.metrics.limits).toContain('heartbeat_timeout');
  });
});

const FRAME_WITH_RESERVED_BITS = Buffer.from([0xff, 0x80, 0, 0, 0, 0]);

function rawSocketOf(client: OpenedConnection['client']): Socket {
  const socket: unknown = Reflect.get(client, '_socket');
  if (!(socket instanceof Socket)) throw new Error('the client has no socket');
  return socket;
}

/** Whatever the loopback carried before has arrived when another connection got through. */
async function roundTripOfAnother(): Promise<void> {
  const { client, connection } = await bench.open();
  connection.attach(new RecordingHandler());
  await roundTrip(client);
  client.terminate();
}
