import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import {
  HttpSyncCallback,
  SYNC_ANSWER_BYTES_MAX,
  SyncRequestLimits,
} from '../../src/infrastructure/rooms/http-sync-callback';
import { ManualClock } from '../fakes/rooms-platform';
import { SyncReceiver } from '../support/sync-receiver';

const never = new AbortController().signal;
const body = JSON.stringify({ room_id: '1', event_type: 'room.sync' });

describe('HttpSyncCallback', () => {
  let receiver: SyncReceiver;
  let callbacks: HttpSyncCallback[];
  const to = (url: string, timeoutMs = 5_000): HttpSyncCallback => {
    const limits = Object.assign(new SyncRequestLimits(), { timeoutMs });
    const callback = new HttpSyncCallback({ url, userAgent: 'Guildhall/1', clock: new ManualClock(), limits });
    callbacks.push(callback);
    return callback;
  };

  beforeEach(async () => {
    callbacks = [];
    receiver = await SyncReceiver.start();
  });
  afterEach(async () => {
    for (const callback of callbacks) callback.close();
    await receiver.stop();
  });

  it.each([200, 201, 204, 299])('takes HTTP %i as an acknowledgement', async (status) => {
    receiver.reply = () => status;
    await to(receiver.url).post('msg_1', body, never);

    expect(receiver.requests).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/callback',
        text: body,
        headers: expect.objectContaining({
          'content-type': 'application/json',
          'user-agent': 'Guildhall/1',
          'webhook-id': 'msg_1',
          'webhook-timestamp': '1767225600',
        }),
      }),
    ]);
  });

  it.each([
    [500, 'HTTP 500'],
    [404, 'HTTP 404'],
    [302, 'HTTP 302: redirects are not followed'],
  ])('takes HTTP %i as a failure', async (status, message) => {
    receiver.reply = () => (response) => response.writeHead(status, { location: '/elsewhere' }).end();

    await expect(to(receiver.url).post('msg_1', body, never)).rejects.toThrow(message);
    expect(receiver.requests).toHaveLength(1);
  });

  it('gives up when no answer comes in time', async () => {
    receiver.reply = () => 'hang';

    await expect(to(receiver.url, 100).post('msg_1', body, never)).rejects.toThrow('no answer within 0.1 s');
  });

  it('ends at once when it is cut off', async () => {
    const cut = new AbortController();
    receiver.reply = () => {
      cut.abort();
      return 'hang';
    };

    await expect(to(receiver.url).post('msg_1', body, cut.signal)).rejects.toThrow('cut off');
    await expect(to(receiver.url).post('msg_1', body, cut.signal)).rejects.toThrow('cut off');
  });

  it('says what failed without the address', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    free.close();
    await once(free, 'close');

    await expect(to(`http://me:hunter2@127.0.0.1:${port}/secret`).post('msg_1', body, never)).rejects.toThrow(
      /^connection refused \(ECONNREFUSED\)$/,
    );
  });

  it('sends credentials of the address as authorization', async () => {
    await to(receiver.url.replace('http://', 'http://me:p%40ss@')).post('msg_1', body, never);

    expect(receiver.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });

  it('cuts off an endless answer, which is an acknowledgement all the same', async () => {
    let bytes = 0;
    const closed = new Promise<void>((resolve) => {
      receiver.reply = () => (response) => {
        response.writeHead(200);
        const write = (): void => {
          bytes += 16_384;
          if (response.write('x'.repeat(16_384))) setImmediate(write);
          else response.once('drain', write);
        };
        response.on('close', resolve);
        write();
      };
    });
    await to(receiver.url).post('msg_1', body, never);
    await closed;

    expect(bytes).toBeGreaterThan(SYNC_ANSWER_BYTES_MAX);
  });
});
