import { CHANNEL } from '../../../test/builders/messages';
import { FakeUserDirectory } from '../../../test/fakes/direct-channels';
import { FakeAttachmentRegistry, FakeUploadedFiles } from '../../../test/fakes/files';
import {
  fakeComposer,
  fakeNotices,
  FakeChannelPolicy,
  FakeMessages,
  FakeMessageWriter,
  OneChannelPolicy,
} from '../../../test/fakes/messaging';
import { SilentLogger, SilentMetrics } from '../../../test/fakes/rooms-log';
import { FakeUnitOfWork, ManualClock, SequentialIds } from '../../../test/fakes/rooms-platform';
import { mutedInRoom } from '../../domain/rooms';
import { InProcessEventBus } from '../../infrastructure/events/in-process-event-bus';
import { AppError } from '../../shared/errors';
import type { AccountActor, GuestActor } from '../shared/actor';
import { SendMessage, type SendMessageInput } from './send-message';

const anna: GuestActor = { kind: 'guest', externalId: 'anna' };
const loneSurrogate = '\ud800';

class CountingMetrics extends SilentMetrics {
  sent = 0;

  override messageSent(): void {
    this.sent += 1;
  }
}

function setUp() {
  const messages = new FakeMessages();
  messages.open(CHANNEL);
  const policy = new FakeChannelPolicy();
  const clock = new ManualClock();
  const writer = new FakeMessageWriter(messages, new SequentialIds(clock), new InProcessEventBus(new SilentLogger()));
  const attachments = new FakeAttachmentRegistry(clock, new FakeUnitOfWork());
  const metrics = new CountingMetrics();
  const users = new FakeUserDirectory();
  const policies = new OneChannelPolicy(policy);
  const uploads = new FakeUploadedFiles(attachments);
  const sendMessage = new SendMessage(
    ...([policies, fakeComposer(messages, users), writer, metrics, uploads, fakeNotices(users)] as const),
  );
  const send = (input: Partial<SendMessageInput>) =>
    sendMessage.execute(anna, { channelId: CHANNEL, content: 'hello', ...input });
  return { users, policy, writer, metrics, send, sendMessage, attachments };
}

const robot: AccountActor = { kind: 'account', userId: '8', applicationId: '9' };
const file = { id: '1', filename: 'a.png', contentType: 'image/png', size: 1 };

describe('SendMessage', () => {
  it('appends what the policy grants and returns the committed message', async () => {
    const { policy, writer, send, metrics } = setUp();
    const author = { userId: '7', externalId: 'anna', name: 'Anna' };
    policy.grant = { kind: 'text', byAdmin: true, author, authorIntervalMs: 5_000 };

    const message = await send({ content: ' hi ', nonce: 'n1' });

    expect(writer.appended).toEqual([
      {
        channelId: CHANNEL,
        content: ' hi ',
        nonce: 'n1',
        kind: 'text',
        byAdmin: true,
        author,
        authorIntervalMs: 5_000,
      },
    ]);
    expect(message).toMatchObject({ seq: 1, content: ' hi ', author, nonce: 'n1' });
    expect(metrics.sent).toBe(1);
  });

  it('returns the first message for a repeated nonce', async () => {
    const { policy, send } = setUp();
    policy.grant = { kind: 'text', byAdmin: false, author: { userId: '7' } };

    const first = await send({ content: 'one', nonce: 'n1' });

    expect(await send({ content: 'two', nonce: 'n1' })).toBe(first);
  });

  it.each([
    ['one character', 'a'],
    ['2,000 characters', 'a'.repeat(2_000)],
    ['2,000 characters of two code units each', '😀'.repeat(2_000)],
    ['line breaks and tabs', 'a\n\tb'],
  ])('takes %s', async (_name, content) => {
    const { send } = setUp();

    expect((await send({ content })).content).toBe(content);
  });

  it.each([
    ['nothing', '', 'empty_message'],
    ['nothing but spaces', ' \n\t ', 'empty_message'],
    ['2,001 characters', 'a'.repeat(2_001), 'too_long'],
    ['2,001 characters of two code units each', '😀'.repeat(2_001), 'too_long'],
    ['U+0000', 'a\u0000b', 'invalid'],
    ['a lone high surrogate', `a${loneSurrogate}b`, 'invalid'],
    ['a lone low surrogate', 'a\udc00', 'invalid'],
  ])('refuses %s before it asks anybody', async (_name, content, code) => {
    const { send, policy, writer } = setUp();

    await expect(send({ content })).rejects.toMatchObject({ kind: 'invalid', code, details: { field: 'content' } });
    expect(policy.asked).toEqual([]);
    expect(writer.appended).toEqual([]);
  });

  it.each([
    ['1 character', 'n'],
    ['64 characters', '😀'.repeat(64)],
  ])('takes a nonce of %s', async (_name, nonce) => {
    const { send } = setUp();

    expect((await send({ nonce })).nonce).toBe(nonce);
  });

  it.each([
    ['empty', ''],
    ['of 65 characters', 'n'.repeat(65)],
    ['with U+0000', 'a\u0000'],
    ['with a lone surrogate', loneSurrogate],
  ])('refuses a nonce that is %s', async (_name, nonce) => {
    const { send, writer } = setUp();

    await expect(send({ nonce })).rejects.toMatchObject({ code: 'invalid', details: { field: 'nonce' } });
    expect(writer.appended).toEqual([]);
  });

  it('tells those it names and may be read by, and whom it answers', async () => {
    const { users, policy, writer, send } = setUp();
    const [ann, bob, eve, stranger] = ['7', '20', '21', '22'].map((id) => users.add(id).id);
    const mentions = { everyone: true, mayMentionRole: () => true };
    policy.readers = [ann, bob, eve];
    policy.grant = { kind: 'text', byAdmin: false, author: { userId: bob }, mentions };
    const { id: messageId } = await send({});
    policy.grant = { ...policy.grant, author: { userId: ann } };
    const reference = { messageId, failIfNotExists: true };
    await send({ content: `<@${eve}> <@${stranger}> <@${ann}> @everyone`, reference });
    await send({ content: '@everyone' });

    const channelKind = policy.kind;
    expect(writer.appended.map(({ notices }) => notices)).toEqual([
      undefined,
      [
        { userId: eve, kind: 'mention', channelKind },
        { userId: bob, kind: 'reply', channelKind },
      ],
      undefined,
    ]);
  });

  it('appends nothing that the policy refuses', async () => {
    const { send, policy, writer } = setUp();
    policy.refusal = mutedInRoom();

    await expect(send({})).rejects.toMatchObject({ code: 'muted' });
    expect(writer.appended).toEqual([]);
  });

  it('lets the caller go on once the writer has the message; a refusal comes with the commit', async () => {
    const { sendMessage, writer, metrics } = setUp();
    writer.failure = new AppError('limited', 'slow_mode', 'wait', { retryAfterMs: 900 });

    const { committed } = await sendMessage.start(anna, { channelId: CHANNEL, content: 'hello' });

    await expect(committed).rejects.toMatchObject({ code: 'slow_mode', details: { retryAfterMs: 900 } });
    expect(metrics.sent).toBe(0);
  });

  it('needs no text beside other parts, and asks for what they need', async () => {
    const { send, policy, writer } = setUp();
    const reference = { messageId: '404', failIfNotExists: false };
    const origin = { authSessionId: '7' };
    const unseen = { reference, echoNonce: 5, origin };
    await send({ content: '', embeds: [{ title: 'x' }], attachments: [file], tts: true, ...unseen });
    await send({ content: 'only text' });

    expect(policy.parts).toEqual([
      { hasEmbeds: true, hasAttachments: true, isReply: true, tts: true },
      { hasEmbeds: false, hasAttachments: false, isReply: false, tts: false },
    ]);
    expect(writer.appended[0]).toMatchObject({
      ...{ content: '', echoNonce: 5, origin },
      details: { embeds: [{ title: 'x' }], attachments: [file], tts: true },
    });
    expect(writer.appended[1]).not.toHaveProperty('details');
  });

  it('carries components of applications, and drops those of others', async () => {
    const { send, sendMessage, writer } = setUp();
    const components = [{ type: 1, components: [] }];

    await sendMessage.execute(robot, { channelId: CHANNEL, content: '', components });
    await send({ content: 'x', components });
    await expect(send({ content: '', components })).rejects.toMatchObject({ code: 'empty_message' });

    expect(writer.appended.map(({ details }) => details)).toEqual([{ components, applicationId: '9' }, undefined]);
  });

  it('refuses files before they are stored', async () => {
    const { sendMessage, policy, writer } = setUp();
    await sendMessage.requireFiles(anna, { channelId: CHANNEL, content: '' });
    expect(policy.parts).toEqual([{ hasEmbeds: false, hasAttachments: true, isReply: false, tts: false }]);
    policy.refusal = mutedInRoom();

    await expect(sendMessage.requireFiles(anna, { channelId: CHANNEL, content: '' })).rejects.toMatchObject({
      code: 'muted',
    });
    expect(writer.appended).toEqual([]);
  });

  it('carries the format of what is sent, which is nothing for a text', async () => {
    const { writer, send } = setUp();

    await send({ format: 'image', content: 'https://example.org/a.png' });
    await send({ format: 'text' });

    expect(writer.appended.map(({ details }) => details)).toEqual([{ format: 'image' }, undefined]);
    await expect(send({ format: 'sticker', content: '' })).rejects.toMatchObject({ code: 'empty_message' });
  });

  it('sends files that the sender uploaded before, and no others', async () => {
    const { writer, sendMessage, attachments, policy } = setUp();
    const send = (...attachmentIds: string[]) =>
      sendMessage.execute(robot, { channelId: CHANNEL, content: '', attachmentIds });
    await attachments.add([
      { ...file, uploaderId: robot.userId },
      { ...file, id: '2', uploaderId: '7' },
    ]);

    await send('1');

    expect(writer.appended[0]?.details).toEqual({ attachments: [file] });
    expect(policy.parts[0]).toMatchObject({ hasAttachments: true });
    for (const ids of [['2'], ['1', '404'], ['x']]) {
      await expect(send(...ids)).rejects.toMatchObject({ code: 'unknown_attachment' });
    }
    const tooMany = Array.from({ length: 11 }, (_, index) => String(index));
    await expect(send(...tooMany)).rejects.toMatchObject({ code: 'attachments_max' });
    const guest = sendMessage.execute(anna, { channelId: CHANNEL, content: '', attachmentIds: ['1'] });
    await expect(guest).rejects.toMatchObject({ code: 'unknown_attachment' });
    expect(writer.appended).toHaveLength(1);
  });
});
