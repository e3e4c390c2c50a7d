import { aMessage, CHANNEL, idOfSeq } from '../../../test/builders/messages';
import { FakeUploadedFiles } from '../../../test/fakes/files';
import { fakeNotices } from '../../../test/fakes/messaging';
import { ANNA, anna, BOB, MessagesWorld } from '../../../test/fakes/messages-world';
import { SilentMetrics } from '../../../test/fakes/rooms-log';
import { SequentialIds } from '../../../test/fakes/rooms-platform';
import { guildError } from '../../domain/guilds';
import { FORWARD_MAX, type Message, MERGED_TEXT_MAX, MESSAGE_CONTENT_MAX } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import { ForwardMessages, type ForwardMessagesInput } from './forward-messages';
import { LocateMessage } from './locate-message';
import { SendMessage } from './send-message';

const TARGET = '2000';
const picture = { id: '900', filename: 'a.png', contentType: 'image/png', size: 3, hasThumbnail: true };

async function setUp(...more: readonly Message[]) {
  const world = new MessagesWorld();
  const { attachments, messages, policies, policy, uow, users, composer, writer, reader, clock } = world;
  policy.grant = { kind: 'text', byAdmin: false, author: { userId: ANNA } };
  users.add(BOB, { username: 'bob', displayName: 'Bob Stone' });
  messages.open(TARGET);
  messages.put(
    aMessage(1, { author: { userId: BOB } }),
    aMessage(2, { author: { userId: BOB }, content: '', details: { format: 'image', attachments: [picture] } }),
    aMessage(3, { author: undefined, details: { webhook: { id: '5', name: 'Hook' }, embeds: [{ title: 'x' }] } }),
    ...more,
  );
  await attachments.add([{ ...picture, channelId: CHANNEL, uploaderId: BOB }]);
  await uow.run(() => attachments.attach(CHANNEL, idOfSeq(2), [picture.id]));
  const uploads = new FakeUploadedFiles(attachments);
  const send = new SendMessage(policies, composer, writer, new SilentMetrics(), uploads, fakeNotices());
  const locate = new LocateMessage(policies, reader);
  const useCase = new ForwardMessages(locate, users, uploads, new SequentialIds(clock), send);
  const forward = (seqs: readonly number[], input: Partial<ForwardMessagesInput> = {}) =>
    useCase.execute(anna, { messageIds: seqs.map(idOfSeq), toChannelId: TARGET, mode: 'each', ...input });
  const said = () => messages.of(TARGET) ?? [];
  return { ...world, forward, said };
}

const originOf = (seq: number) => ({ messageId: idOfSeq(seq), createdAtMs: aMessage(seq).createdAtMs });
const ofBob = { authorId: BOB, authorName: 'Bob Stone' };

describe('ForwardMessages', () => {
  it('says each again in order, with whom it is from and not where', async () => {
    const { forward, said, reader } = await setUp();
    reader.calls.length = 0;

    const sent = await forward([3, 1]);

    expect(sent).toEqual(said());
    expect(said().map(({ content, author }) => [content, author?.userId])).toEqual([
      ['message 3', ANNA],
      ['message 1', ANNA],
    ]);
    expect(said().map(({ details }) => details)).toEqual([
      { embeds: [{ title: 'x' }], forwarded: { kind: 'single', ...originOf(3), authorName: 'Hook' } },
      { forwarded: { kind: 'single', ...originOf(1), ...ofBob } },
    ]);
    expect(JSON.stringify(said().map(({ details }) => details))).not.toContain(CHANNEL);
    expect(reader.calls).toEqual(['locate']);
  });

  it('gives the new message files of its own that share the bytes', async () => {
    const { forward, said, attachments } = await setUp();
    const [{ details }] = await forward([2]);
    const id: Id = details?.attachments?.[0]?.id ?? '';

    expect(details).toMatchObject({ format: 'image', attachments: [{ ...picture, id }] });
    expect(id).not.toBe(picture.id);
    expect(attachments.entries.get(id)).toMatchObject({ channelId: TARGET, uploaderId: ANNA, fileId: picture.id });
    expect(attachments.entries.get(picture.id)).toMatchObject({ messageId: idOfSeq(2) });
    expect(said()).toHaveLength(1);
  });

  it('makes one message of several', async () => {
    const { forward, said } = await setUp();
    const [message] = await forward([1, 2], { mode: 'merged', nonce: 'n'.repeat(61) });
    const [file] = message.details?.attachments ?? [];

    expect(said()).toEqual([message]);
    expect(message.content).toBe('Bob Stone: message 1\nBob Stone: [image]');
    expect(message.details?.forwarded).toEqual({
      kind: 'merged',
      entries: [
        { ...originOf(1), ...ofBob, content: 'message 1' },
        { ...originOf(2), ...ofBob, content: '', format: 'image', attachmentIds: [file.id] },
      ],
    });
    expect(file.id).not.toBe(picture.id);
  });

  it('keeps the first author of what was forwarded before', async () => {
    const forwarded = { kind: 'single', messageId: '7', authorId: '8', authorName: 'Eve', createdAtMs: 9 } as const;
    const { kind: _kind, ...first } = forwarded;
    const { forward, said } = await setUp(aMessage(4, { author: { userId: BOB }, details: { forwarded } }));

    await forward([4]);
    await forward([4], { mode: 'merged' });

    const [single, merged] = said();
    expect(single.details?.forwarded).toEqual(forwarded);
    expect(merged.details?.forwarded).toEqual({ kind: 'merged', entries: [{ ...first, content: 'message 4' }] });
  });

  it('forwards a merged message with its files', async () => {
    const { forward, attachments, uow } = await setUp();
    const [merged] = await forward([1, 2], { mode: 'merged' });
    const [held] = merged.details?.attachments ?? [];
    await uow.run(() => attachments.attach(TARGET, merged.id, [held.id]));
    const [again] = await forward([], { messageIds: [merged.id] });
    const [file] = again.details?.attachments ?? [];

    expect(again.details?.forwarded).toMatchObject({ kind: 'merged', entries: [{}, { attachmentIds: [file.id] }] });
    expect(file.id).not.toBe(held.id);
    expect(attachments.entries.get(file.id)?.fileId).toBe(picture.id);
  });

  it('notifies nobody a second time', async () => {
    const content = `<@${BOB}> @everyone`;
    const { forward, said } = await setUp(aMessage(4, { author: { userId: BOB }, content }));
    await forward([4]);

    expect(said()[0]).toMatchObject({ content });
    expect(said()[0].details).not.toHaveProperty('mentions');
  });

  it('is done once for each nonce', async () => {
    const { forward, said } = await setUp();
    const first = await forward([1, 2], { nonce: 'n' });

    expect(await forward([1, 2], { nonce: 'n' })).toEqual(first);
    expect(said().map(({ nonce }) => nonce)).toEqual(['n:0', 'n:1']);
  });

  it.each<[string, Partial<ForwardMessagesInput>, string]>([
    ['one that is unknown', { messageIds: [idOfSeq(1), '404'] }, 'unknown_message'],
    ['one that is a notice', { messageIds: [idOfSeq(1), idOfSeq(4)] }, 'system_message'],
    ['one of which nothing is left', { messageIds: [idOfSeq(1), idOfSeq(5)] }, 'empty_message'],
    ['none', { messageIds: [] }, 'invalid'],
    ['too many', { messageIds: Array.from({ length: FORWARD_MAX + 1 }, (_, index) => String(index)) }, 'invalid'],
    ['one twice', { messageIds: [idOfSeq(1), idOfSeq(1)] }, 'invalid'],
    ['too long a nonce for several', { messageIds: [1, 2].map(idOfSeq), nonce: 'n'.repeat(62) }, 'invalid'],
  ])('says nothing of %s', async (_what, input, code) => {
    const { forward, said } = await setUp(
      aMessage(4, { kind: 'pin_notice' }),
      aMessage(5, { content: '', details: { components: [{ type: 1 }] } }),
    );

    await expect(forward([], input)).rejects.toMatchObject({ code });
    expect(said()).toEqual([]);
  });

  it('says nothing when one may not be read or the other place is not open to the sender', async () => {
    const { forward, said, policy, attachments } = await setUp();
    policy.history = { fromSeq: 1 };
    await expect(forward([1, 2])).rejects.toMatchObject({ code: 'unknown_message' });
    policy.history = {};
    policy.refusals.set('send', guildError('missing_access'));
    for (const seq of [1, 2]) await expect(forward([seq])).rejects.toMatchObject({ code: 'missing_access' });

    expect(said()).toEqual([]);
    expect(attachments.entries.size).toBe(1);
  });

  it('forwards no file that its message lost meanwhile', async () => {
    const { forward, said, attachments, uow } = await setUp();
    await uow.run(() => attachments.release(CHANNEL, [idOfSeq(2)]));

    await expect(forward([2])).rejects.toMatchObject({ code: 'unknown_attachment' });
    expect(said()).toEqual([]);
  });

  it('keeps what a merged message holds within bounds', async () => {
    const long = 'x'.repeat(MESSAGE_CONTENT_MAX);
    const fits = MERGED_TEXT_MAX / MESSAGE_CONTENT_MAX;
    const seqs = Array.from({ length: fits + 1 }, (_, index) => index + 10);
    const { forward } = await setUp(...seqs.map((seq) => aMessage(seq, { content: long, author: { userId: BOB } })));

    const [message] = await forward(seqs.slice(0, fits), { mode: 'merged' });
    expect([...message.content]).toHaveLength(MESSAGE_CONTENT_MAX);
    expect(message.content.endsWith('…')).toBe(true);
    await expect(forward(seqs, { mode: 'merged' })).rejects.toMatchObject({ code: 'too_long' });
  });

  it('tells of the failure of one of several, and leaves none unheard', async () => {
    const { forward, said, writer } = await setUp();
    const append = writer.append.bind(writer);
    let count = 0;
    writer.append = (entry) => {
      count += 1;
      return count === 2 ? Promise.reject(guildError('missing_access')) : append(entry);
    };

    await expect(forward([1, 2, 3])).rejects.toMatchObject({ code: 'missing_access' });
    expect(said()).toHaveLength(2);
  });
});
