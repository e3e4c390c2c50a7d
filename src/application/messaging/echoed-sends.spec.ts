import { aMessage } from '../../../test/builders/messages';
import { ConnectionMetrics } from '../../../test/fakes/realtime-connections';
import { ManualClock } from '../../../test/fakes/rooms-platform';
import type { Message } from '../../domain/messaging';
import { AWAITED_ECHOES_MAX, AWAITED_ECHOES_OF_AUTHOR_MAX, ECHO_WINDOW_MS, EchoedSends } from './echoed-sends';

const hello = { authorId: '1', channelId: '2', content: 'hello' };
const sent = (seq: number): Promise<Message> => Promise.resolve(aMessage(seq));

function setUp() {
  const [clock, metrics] = [new ManualClock(), new ConnectionMetrics()];
  return { clock, metrics, echoes: new EchoedSends(clock, metrics) };
}

describe('EchoedSends', () => {
  it('knows the echo of a message by author, conversation and text, once', async () => {
    const { echoes } = setUp();
    echoes.expect(hello, sent(1));

    for (const other of [{ authorId: '9' }, { channelId: '9' }, { content: 'hello!' }]) {
      expect(echoes.take({ ...hello, ...other })).toBeUndefined();
    }
    expect(await echoes.take(hello)).toEqual(aMessage(1));
    expect(echoes.take(hello)).toBeUndefined();
  });

  it('gives each of two equal messages one echo, the older first', async () => {
    const { echoes } = setUp();
    echoes.expect(hello, sent(1));
    echoes.expect(hello, sent(2));

    expect([await echoes.take(hello), await echoes.take(hello)]).toEqual([aMessage(1), aMessage(2)]);
    expect(echoes.take(hello)).toBeUndefined();
  });

  it('takes what comes too late for a message of its own', () => {
    const { clock, echoes } = setUp();
    echoes.expect(hello, sent(1));
    clock.advance(ECHO_WINDOW_MS - 1);
    echoes.expect({ ...hello, content: 'later' }, sent(2));
    clock.advance(1);

    expect(echoes.take(hello)).toBeUndefined();
    expect(echoes.take({ ...hello, content: 'later' })).toBeDefined();
  });

  it('waits for a message that is being sent, and forgets one that was refused', async () => {
    const { echoes } = setUp();
    const refused = Promise.reject<Message>(new Error('refused'));
    echoes.expect(hello, refused);
    const early = echoes.take(hello);
    await expect(early).rejects.toThrow('refused');

    echoes.expect(hello, refused);
    await refused.catch(() => undefined);
    await Promise.resolve();
    expect(echoes.take(hello)).toBeUndefined();
  });

  it('remembers no more of one author than it may', () => {
    const { echoes } = setUp();
    for (let index = 0; index <= AWAITED_ECHOES_OF_AUTHOR_MAX; index += 1) {
      echoes.expect({ ...hello, content: String(index) }, sent(index + 1));
    }

    expect(echoes.take({ ...hello, content: '0' })).toBeUndefined();
    expect(echoes.take({ ...hello, content: '1' })).toBeDefined();
  });

  it('remembers no more of everybody than it may, and shows that it forgot', () => {
    const { echoes, metrics } = setUp();
    for (let index = 0; index <= AWAITED_ECHOES_MAX; index += 1) {
      echoes.expect({ ...hello, authorId: String(index) }, sent(1));
    }

    expect(echoes.take({ ...hello, authorId: '0' })).toBeUndefined();
    expect(echoes.take({ ...hello, authorId: '1' })).toBeDefined();
    expect(metrics.limits).toEqual(['awaited_echoes']);
  });

  it('forgets those who fell silent as soon as anybody speaks', async () => {
    const { clock, echoes, metrics } = setUp();
    for (let index = 0; index < AWAITED_ECHOES_MAX; index += 1) {
      echoes.expect({ ...hello, authorId: String(index) }, sent(1));
    }
    clock.advance(ECHO_WINDOW_MS);
    echoes.expect(hello, sent(1));

    expect(metrics.limits).toEqual([]);
    expect(await echoes.take(hello)).toBeDefined();
  });
});
