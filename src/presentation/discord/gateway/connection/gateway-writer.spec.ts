import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import * as fc from 'fast-check';
import * as ws from 'ws';
import { event, GatewayWorld, PERSON } from '../../../../../test/fakes/gateway';
import { type GatewayClient, ZLIB_SUFFIX } from '../../../../../test/support/clients-gateway';
import { until } from '../../../../../test/support/until';
import { dispatchFrames, dispatchPayload } from './dispatch-frames';

/** The parser of `ws`, which its type declarations leave out. */
const { Receiver } = ws as typeof ws & { readonly Receiver: new (options: object) => Writable };

async function textsIn(bytes: Uint8Array): Promise<string[]> {
  const receiver = new Receiver({ isServer: false, allowSynchronousEvents: true });
  const texts: string[] = [];
  receiver.on('message', (data: Buffer) => texts.push(data.toString()));
  await new Promise<void>((resolve, reject) => {
    receiver.once('error', reject);
    receiver.write(bytes, () => resolve());
  });
  return texts;
}

describe('dispatchFrames', () => {
  it('writes each event as a frame with its own number, whatever its size', async () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.constant('x'.repeat(70_000)));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 5 }), fc.nat(), async (contents, before) => {
        const events = contents.map((content) => event('MESSAGE_CREATE', { content }));
        const texts = await textsIn(dispatchFrames(events, before + 1));

        expect(texts.map((one) => JSON.parse(one) as unknown)).toEqual(
          contents.map((content, index) => ({ op: 0, t: 'MESSAGE_CREATE', s: before + 1 + index, d: { content } })),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('writes the same payload as alone', async () => {
    const one = event('TYPING_START', { user_id: '1' });

    expect(await textsIn(dispatchFrames([one], 7))).toEqual([dispatchPayload(one, 7).toString()]);
  });
});

describe('GatewayWriter', () => {
  const world = new GatewayWorld();
  beforeAll(() => world.start());
  afterAll(() => world.stop());

  /** As a message would be; its text cannot be compressed. */
  const big = (bytes: number) => event('MESSAGE_CREATE', { content: randomBytes(bytes / 2).toString('hex') });
  const metricsOf = (): readonly string[] => world.metrics.closings;

  it('hands over a first state of many megabytes', async () => {
    world.feed.firstState = async (session) => {
      for (let guild = 0; guild < 200; guild += 1) session.dispatch(big(65_536));
    };
    const client = await world.ready();
    world.feed.firstState = () => Promise.resolve();
    await until(() => client.lastNumber === 201, 'everything is here');

    expect(client.numbers).toEqual(client.numbers.map((_, index) => index + 1));
  });

  it('hands over one event that is larger than what may wait', async () => {
    const client = await world.ready();
    world.sessionOf(client).dispatch(big(4_194_304));
    await client.next('MESSAGE_CREATE');
    await client.settled();

    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  it.each(['/gateway', '/gateway?compress=zlib-stream'])(
    'cuts a client that does not read, with no code, and lets it resume: %s',
    async (path) => {
      const client = await world.ready({}, path);
      const session = world.sessionOf(client);

      const before = metricsOf().length;
      client.socket.pause();
      // More than the kernel's buffers and ours together take, in fewer events than are kept.
      await until(() => {
        if (session.isAttached) session.dispatch(big(262_144));
        return !session.isAttached;
      }, 'the session has lost its socket');
      await until(() => metricsOf().length > before, 'the socket is gone');
      expect(metricsOf().at(-1)).toBe('slow_consumer');
      client.socket.resume();
      expect((await client.closed).code).toBe(1_006);

      world.sessions.find(session.id)?.dispatch(event('LAST', {}));
      const again = await world.connect();
      again.resume(PERSON.token, session.id, world.sessions.find(session.id)?.head);
      await again.next('RESUMED');
    },
  );

  it('tells a resumed client hundreds of events it missed', async () => {
    const client = await world.ready();
    const session = world.sessionOf(client);
    await client.lose();
    await until(() => !session.isAttached, 'the session has no socket');
    for (let index = 0; index < 900; index += 1) session.dispatch(event('N', { index, text: 'x'.repeat(4_000) }));
    for (const path of ['/gateway', '/gateway?compress=zlib-stream']) {
      const again = await world.connect(path);
      again.resume(PERSON.token, session.id, 1);
      await again.next('RESUMED');
      expect(again.numbers.slice(0, 900)).toEqual(Array.from({ length: 900 }, (_, index) => index + 2));
      await again.lose();
    }
  });

  describe('compressed', () => {
    const streamOf = async (): Promise<GatewayClient> => world.ready({}, '/gateway?compress=zlib-stream');

    it('is one stream from HELLO on; each payload ends with a flush', async () => {
      const client = await streamOf();
      const session = world.sessionOf(client);
      for (const bytes of [2, 100, 20_000, 300_000]) session.dispatch(big(bytes));
      await until(() => client.lastNumber === 5, 'everything is here');

      expect(client.frames).toHaveLength(6);
      expect(client.frames.map((frame) => frame.subarray(-4))).toEqual(client.frames.map(() => ZLIB_SUFFIX));
      expect(client.received.all.map(({ wasBinary }) => wasBinary)).not.toContain(false);
    });

    it('answers heartbeats among its events', async () => {
      const client = await streamOf();
      const session = world.sessionOf(client);
      for (let count = 0; count < 50; count += 1) {
        session.dispatch(big(1_000));
        client.send(1, null);
      }
      for (let count = 0; count < 50; count += 1) await client.nextOp(11);
      await until(() => client.lastNumber === 51, 'everything is here');

      expect(client.numbers).toEqual(client.numbers.map((_, index) => index + 1));
    });

    it('by payload leaves short ones as they are', async () => {
      const client = await world.ready({ compress: true });
      const session = world.sessionOf(client);
      session.dispatch(event('SHORT', {}));
      session.dispatch(big(5_000));
      await until(() => client.lastNumber === 3, 'everything is here');

      expect(client.events.map(({ t, wasBinary }) => [t, wasBinary])).toEqual([
        ['READY', client.events[0].wasBinary],
        ['SHORT', false],
        ['MESSAGE_CREATE', true],
      ]);
    });
  });
});
