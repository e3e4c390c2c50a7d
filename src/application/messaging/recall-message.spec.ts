import { aMessage, anAuthor, CHANNEL, idOfSeq } from '../../../test/builders/messages';
import { ANNA, anna, BOB, MessagesWorld } from '../../../test/fakes/messages-world';
import { guildError } from '../../domain/guilds';
import { RECALL_WINDOW_MS } from '../../domain/messaging';
import type { DomainEvent } from '../../shared/events';
import { LocateMessage } from './locate-message';
import { MarkRead } from './mark-read';
import { ReadHistory } from './read-history';
import { RecallMessage } from './recall-message';

const bob = { kind: 'account', userId: BOB } as const;
const attachment = { id: '900', filename: 'a.png', contentType: 'image/png', size: 1 };

async function setUp() {
  const world = new MessagesWorld();
  const { clock, messages, attachments, policies, repository, removal, uow } = world;
  const createdAtMs = clock.nowMs();
  const own = { author: { userId: ANNA }, createdAtMs };
  messages.put(
    aMessage(1, { ...own, details: { format: 'image', attachments: [attachment] }, flags: 4, pinnedAtMs: 1 }),
    aMessage(2, { author: { userId: BOB }, createdAtMs }),
    aMessage(3, { kind: 'pin_notice', ...own }),
  );
  await attachments.add([{ ...attachment, channelId: CHANNEL, uploaderId: ANNA }]);
  await uow.run(() => attachments.attach(CHANNEL, idOfSeq(1), [attachment.id]));
  const events: DomainEvent[] = [];
  world.uow.record = (event) => void events.push(event);
  const useCase = new RecallMessage(policies, repository, removal, clock);
  const recall = (seq: number, actor = anna) => useCase.execute(actor, { channelId: CHANNEL, messageId: idOfSeq(seq) });
  return { ...world, events, recall, createdAtMs };
}

describe('RecallMessage', () => {
  it('takes content, details, pin and files from a message and tells so', async () => {
    const { recall, events, clock, attachments, repository, createdAtMs } = await setUp();
    clock.advance(1_000);
    const recalledAtMs = clock.nowMs();

    const recalled = await recall(1);

    expect(recalled).toEqual({
      ...{ id: idOfSeq(1), channelId: CHANNEL, seq: 1, kind: 'text', byAdmin: false, content: '' },
      ...{ author: { userId: ANNA }, createdAtMs, recalledAtMs },
    });
    expect(await repository.find(CHANNEL, idOfSeq(1), true)).toEqual(recalled);
    expect(events).toEqual([
      {
        ...{ type: 'message.recalled', channelId: CHANNEL, messageId: idOfSeq(1), seq: 1, authorId: ANNA },
        ...{ byUserId: ANNA, recalledAtMs, headSeq: 3 },
      },
    ]);
    expect(await attachments.find(CHANNEL, attachment.id)).toBeUndefined();
  });

  it('lists its place only where recalled messages are asked for', async () => {
    const { recall, policies, reader, repository, readMessage } = await setUp();
    await recall(1);
    const history = new ReadHistory(policies, reader);
    const locate = new LocateMessage(policies, reader);
    const idsOf = async (withRecalled?: boolean) =>
      (await history.execute(bob, { channelId: CHANNEL, limit: 10, withRecalled })).map(({ id }) => id);

    expect(await idsOf()).toEqual([2, 3].map(idOfSeq));
    expect(await idsOf(true)).toEqual([1, 2, 3].map(idOfSeq));
    expect(await repository.find(CHANNEL, idOfSeq(1))).toBeUndefined();
    const gone = { code: 'unknown_message' };
    await expect(readMessage.execute(bob, { channelId: CHANNEL, messageId: idOfSeq(1) })).rejects.toMatchObject(gone);
    await expect(locate.execute(bob, idOfSeq(1))).rejects.toMatchObject(gone);
    expect(await locate.execute(bob, idOfSeq(1), { withRecalled: true })).toMatchObject({ content: '' });
  });

  it('can be read up to', async () => {
    const { recall, readMessage, readStates, uow } = await setUp();
    await recall(1);
    const markRead = new MarkRead(readMessage, readStates, uow);

    await markRead.execute(bob, { channelId: CHANNEL, messageId: idOfSeq(1) });
    expect(await readStates.of(BOB)).toEqual([expect.objectContaining({ lastReadId: idOfSeq(1), lastReadSeq: 1 })]);
  });

  it('is for the author until two minutes have passed, that moment included', async () => {
    const { recall, clock, policy } = await setUp();
    policy.refusals.set('moderate', guildError('missing_permissions'));
    clock.advance(RECALL_WINDOW_MS + 1);
    await expect(recall(1)).rejects.toMatchObject({ kind: 'forbidden', code: 'recall_too_late' });

    clock.advance(-1);
    expect(await recall(1)).toMatchObject({ recalledAtMs: clock.nowMs() });
  });

  it('is for whoever moderates at any time', async () => {
    const { recall, clock, policy } = await setUp();
    clock.advance(RECALL_WINDOW_MS * 100);

    await recall(1);
    await recall(2);
    expect(policy.asked).toEqual(['recall', 'moderate', 'recall', 'delete']);
  });

  it('is not for the messages of others, and knows none that cannot be seen', async () => {
    const { recall, policy } = await setUp();
    policy.refusals.set('delete', guildError('missing_permissions'));
    await expect(recall(2)).rejects.toMatchObject({ code: 'missing_permissions' });
    await expect(recall(3)).rejects.toMatchObject({ code: 'system_message' });
    await expect(recall(404)).rejects.toMatchObject({ code: 'unknown_message' });

    policy.act = { fromSeq: 1 };
    await expect(recall(1)).rejects.toMatchObject({ code: 'unknown_message' });
    policy.refusals.set('recall', guildError('unknown_channel'));
    await expect(recall(1)).rejects.toMatchObject({ code: 'unknown_channel' });
  });

  it('happens once: again it changes and tells nothing, and a deleted message is unknown', async () => {
    const { recall, events, clock, messages } = await setUp();
    const first = await recall(1);
    clock.advance(5);
    expect(await recall(1)).toEqual(first);
    expect(events).toHaveLength(1);

    messages.bury(idOfSeq(2));
    await expect(recall(2)).rejects.toMatchObject({ code: 'unknown_message' });
  });

  it('gives whoever comes second at the same moment what the first one left', async () => {
    const { recall, repository, events } = await setUp();
    const lock = repository.lockChannel.bind(repository);
    let first: Promise<unknown> | undefined;
    repository.lockChannel = async (channelId) => {
      repository.lockChannel = lock;
      first = recall(1);
      await first;
      return lock(channelId);
    };

    expect(await recall(1)).toEqual(await first);
    expect(events).toHaveLength(1);
  });

  it('fails when the message is deleted at the same moment', async () => {
    const { recall, repository, messages, events } = await setUp();
    const lock = repository.lockChannel.bind(repository);
    repository.lockChannel = (channelId) => {
      messages.bury(idOfSeq(1));
      return lock(channelId);
    };

    await expect(recall(1)).rejects.toMatchObject({ code: 'unknown_message' });
    expect(events).toEqual([]);
  });

  it('knows an author by the account', async () => {
    const { recall, messages, policy } = await setUp();
    messages.put(aMessage(4, { author: anAuthor('anna', { userId: BOB }) }));
    policy.refusals.set('delete', guildError('missing_permissions'));

    await expect(recall(4)).rejects.toMatchObject({ code: 'missing_permissions' });
  });
});
