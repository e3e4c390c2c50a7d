import { aMessage, CHANNEL, idOfSeq } from '../../../test/builders/messages';
import { recordEvents } from '../../../test/builders/message-storage';
import { ANNA, anna, MessagesWorld } from '../../../test/fakes/messages-world';
import { guildError } from '../../domain/guilds';
import { MarkRead } from './mark-read';
import { StartTyping } from './start-typing';

function setUp() {
  const world = new MessagesWorld();
  world.messages.put(...[1, 2, 3].map((seq) => aMessage(seq, { author: { userId: '9' } })));
  const useCase = new MarkRead(world.readMessage, world.readStates, world.uow);
  const mark = (messageId: string) => useCase.execute(anna, { channelId: CHANNEL, messageId });
  const unread = async () => (await world.readStates.unread(ANNA, [{ channelId: CHANNEL }])).get(CHANNEL);
  return { ...world, mark, unread };
}

describe('MarkRead', () => {
  it('moves the pointer on, never back, and tells of it when it moved', async () => {
    const { mark, unread, readStates, uow } = setUp();
    expect(await unread()).toBe(3);

    await mark(idOfSeq(2));
    await mark(idOfSeq(1));

    expect(await unread()).toBe(1);
    expect(await readStates.of(ANNA)).toEqual([{ channelId: CHANNEL, lastReadId: idOfSeq(2), lastReadSeq: 2 }]);
    expect(uow.events).toEqual([
      { type: 'channel.read', channelId: CHANNEL, userId: ANNA, messageId: idOfSeq(2), seq: 2 },
    ]);
  });

  it('reads only what is there and may be read', async () => {
    const { mark, policy } = setUp();
    await expect(mark('404')).rejects.toMatchObject({ code: 'unknown_message' });
    policy.refusal = guildError('missing_access');

    await expect(mark(idOfSeq(1))).rejects.toMatchObject({ code: 'missing_access' });
  });
});

describe('StartTyping', () => {
  it('is told at once, and stored nowhere', async () => {
    const { policies, bus, clock, uow } = setUp();
    const events = recordEvents(bus, 'typing.started');

    await new StartTyping(policies, bus, clock).execute(anna, CHANNEL);

    expect(events).toEqual([{ type: 'typing.started', channelId: CHANNEL, userId: ANNA, atMs: clock.nowMs() }]);
    expect(uow.runs).toBe(0);
  });

  it('is for whoever may send', async () => {
    const { policies, bus, clock, policy } = setUp();
    policy.refusals.set('type', guildError('missing_permissions'));

    await expect(new StartTyping(policies, bus, clock).execute(anna, CHANNEL)).rejects.toMatchObject({
      code: 'missing_permissions',
    });
  });
});
