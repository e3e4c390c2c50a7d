import { aMessage, CHANNEL, idOfSeq } from '../../../test/builders/messages';
import { ANNA, anna, MessagesWorld } from '../../../test/fakes/messages-world';
import { guildError } from '../../domain/guilds';
import { PINS_MAX } from '../../domain/messaging';
import { ListPins } from './list-pins';
import { PinMessage } from './pin-message';

function setUp() {
  const world = new MessagesWorld();
  world.policy.act = { guildId: '1' };
  world.messages.put(...[1, 2, 3].map((seq) => aMessage(seq)));
  const pinMessage = new PinMessage(world.policies, world.repository, world.writer, world.uow, world.clock);
  const pin = async (seq: number, isPinned = true): Promise<void> => {
    world.clock.advance(1_000);
    await pinMessage.execute(anna, { channelId: CHANNEL, messageId: idOfSeq(seq), isPinned, reason: 'why' });
  };
  const listPins = new ListPins(world.policies, world.reader);
  const list = async (limit: number, beforeMs?: number) => {
    const { messages, hasMore } = await listPins.execute(anna, { channelId: CHANNEL, limit, beforeMs });
    return [messages.map(({ seq }) => seq), hasMore];
  };
  return { ...world, pin, list };
}

describe('PinMessage', () => {
  it('pins once, tells everybody, and leaves a notice that refers to the message', async () => {
    const { pin, uow, writer, policy, clock } = setUp();

    await pin(1);
    await pin(1);

    const pinnedAtMs = clock.nowMs() - 1_000;
    expect(uow.events).toEqual([
      { type: 'message.updated', channelId: CHANNEL, message: { ...aMessage(1), pinnedAtMs }, headSeq: 3 },
      { type: 'pins.updated', channelId: CHANNEL, lastPinAtMs: pinnedAtMs },
    ]);
    expect(writer.appended).toEqual([
      {
        ...{ channelId: CHANNEL, kind: 'pin_notice', author: { userId: ANNA }, byAdmin: false, content: '' },
        details: { reference: { channelId: CHANNEL, messageId: idOfSeq(1), guildId: '1' } },
      },
    ]);
    expect(policy.logged).toEqual([
      { act: 'pin', channelId: CHANNEL, messageId: idOfSeq(1), authorId: '42', count: 1, reason: 'why' },
    ]);
  });

  it('unpins without a notice, and tells the newest pin that is left', async () => {
    const { pin, uow, writer, clock } = setUp();
    await pin(1);
    const firstAtMs = clock.nowMs();
    await pin(2);

    await pin(2, false);
    await pin(1, false);

    expect(uow.events.filter(({ type }) => type === 'pins.updated').slice(2)).toEqual([
      { type: 'pins.updated', channelId: CHANNEL, lastPinAtMs: firstAtMs },
      { type: 'pins.updated', channelId: CHANNEL },
    ]);
    expect(writer.appended).toHaveLength(2);
  });

  it('pins no notice, nothing unknown and nothing without the right to', async () => {
    const { pin, messages, policy } = setUp();
    messages.put(aMessage(4, { kind: 'pin_notice' }));

    await expect(pin(4)).rejects.toMatchObject({ code: 'system_message' });
    await expect(pin(9)).rejects.toMatchObject({ code: 'unknown_message' });
    policy.refusals.set('pin', guildError('missing_permissions'));
    await expect(pin(1)).rejects.toMatchObject({ code: 'missing_permissions' });
  });

  it(`keeps at most ${PINS_MAX} pins`, async () => {
    const { pin, messages } = setUp();
    messages.put(...Array.from({ length: PINS_MAX }, (_, index) => aMessage(10 + index, { pinnedAtMs: 1 })));

    await expect(pin(1)).rejects.toMatchObject({ code: 'pins_max' });
    await pin(10, false);
    await pin(1);
  });
});

describe('ListPins', () => {
  it('pages, the newest pin in front', async () => {
    const { pin, list, clock } = setUp();
    await pin(2);
    await pin(3);
    const thirdAtMs = clock.nowMs();
    await pin(1);

    expect(await list(2)).toEqual([[1, 3], true]);
    expect(await list(3)).toEqual([[1, 3, 2], false]);
    expect(await list(2, thirdAtMs)).toEqual([[2], false]);
  });

  it.each([0, 51, 1.5])('refuses a limit of %p', async (limit) => {
    const { list } = setUp();

    await expect(list(limit)).rejects.toMatchObject({ kind: 'invalid', details: { field: 'limit' } });
  });

  it('is for whoever may read the history', async () => {
    const { list, policy } = setUp();
    policy.refusals.set('history', guildError('missing_permissions'));

    await expect(list(1)).rejects.toMatchObject({ code: 'missing_permissions' });
  });
});
