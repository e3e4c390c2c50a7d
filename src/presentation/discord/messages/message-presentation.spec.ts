import { aThread } from '../../../../test/builders/threads';
import { aMessage, CHANNEL, idOfSeq } from '../../../../test/builders/messages';
import { FakeGuildReader } from '../../../../test/fakes/guilds-reader';
import { ANNA, BOB, MessagesWorld } from '../../../../test/fakes/messages-world';
import { FakeThreadReader, FakeThreads } from '../../../../test/fakes/threads';
import { AttachmentLinks } from '../../../application/messaging';
import { type Message, MessageFlag } from '../../../domain/messaging';
import { MessagePresentation } from './message-presentation';

class PlainLinks extends AttachmentLinks {
  sign(channelId: string, { id, filename }: { id: string; filename: string }): string {
    return `http://files/${channelId}/${id}/${filename}`;
  }
}

function setUp(...messages: readonly Message[]) {
  const world = new MessagesWorld();
  world.messages.put(...messages);
  const threads = new FakeThreads(new FakeGuildReader(), world.messages);
  const { users, reader, reactionReader } = world;
  const presentation = new MessagePresentation(
    users,
    reader,
    reactionReader,
    new FakeThreadReader(threads),
    new PlainLinks(),
  );
  return { ...world, threads, presentation };
}

const by = (seq: number, changes: Partial<Message> = {}): Message =>
  aMessage(seq, { author: { userId: ANNA }, ...changes });
const replyTo = (messageId: string) => ({ reference: { channelId: CHANNEL, messageId, guildId: '1' } });

describe('MessagePresentation', () => {
  it('shows a page in the order given, with the people in it', async () => {
    const mentions = { userIds: [BOB, '404'], roleIds: ['7'], everyone: true };
    const { presentation } = setUp();

    const [second, first] = await presentation.page([by(2, { details: { mentions } }), by(1)]);

    expect(second).toMatchObject({ id: idOfSeq(2), author: { id: ANNA, username: `user${ANNA}` }, type: 0 });
    expect(second).toMatchObject({ mention_everyone: true, mention_roles: ['7'] });
    expect(second?.mentions.map(({ id }) => id)).toEqual([BOB, '404']);
    expect(first).toMatchObject({ id: idOfSeq(1), content: 'message 1' });
    expect(await presentation.page([])).toEqual([]);
  });

  it('shows what is answered one level deep, and null for what is gone', async () => {
    const answered = by(2, { details: replyTo(idOfSeq(1)) });
    const { presentation, reader } = setUp(by(1), answered);

    const deep = await presentation.one(by(3, { details: replyTo(idOfSeq(2)) }));
    expect(deep).toMatchObject({ type: 19, referenced_message: { id: idOfSeq(2), type: 0 } });
    expect(deep.referenced_message).not.toHaveProperty('referenced_message');
    expect(await presentation.one(by(4, { details: replyTo('404') }))).toMatchObject({ referenced_message: null });
    reader.calls.length = 0;
    await presentation.page([answered, by(1)]);
    expect(reader.calls).toEqual([]);
  });

  it('shows only where a notice points to', async () => {
    const { presentation, reader } = setUp(by(1));
    const notice = await presentation.one(by(2, { kind: 'pin_notice', details: replyTo(idOfSeq(1)) }));
    const thread = await presentation.one(by(3, { kind: 'thread_notice', details: replyTo('55') }));
    const starter = await presentation.one(by(4, { kind: 'thread_starter', details: replyTo(idOfSeq(1)) }));

    expect(notice).toMatchObject({ type: 6, message_reference: { message_id: idOfSeq(1) } });
    expect(thread).toMatchObject({ type: 18, message_reference: { channel_id: CHANNEL, guild_id: '1' } });
    for (const one of [notice, thread]) expect(one).not.toHaveProperty('referenced_message');
    expect(thread.message_reference).not.toHaveProperty('message_id');
    expect(starter).toMatchObject({ type: 21, referenced_message: { id: idOfSeq(1) } });
    expect(reader.calls).toEqual(['findMany']);
  });

  it('shows reactions as the reader sees them, but asks nobody for those of a new message', async () => {
    const { presentation, reactions, uow } = setUp(by(1));
    const reaction = { channelId: CHANNEL, messageId: idOfSeq(1), userId: ANNA, emoji: { name: '👍' } };
    await uow.run(() => reactions.add(reaction));

    const me = async (readerId?: string) => (await presentation.one(by(1), readerId)).reactions?.[0]?.me;
    expect([await me(ANNA), await me(BOB), await me()]).toEqual([true, false, false]);
    expect(await presentation.created(by(1))).not.toHaveProperty('reactions');
  });

  it('shows the thread made from a message', async () => {
    const { presentation, threads } = setUp();
    threads.put(aThread({ id: idOfSeq(1), guildId: '1', parentId: CHANNEL, ownerId: ANNA, name: 'side' }));

    expect(await presentation.one(by(1, { flags: MessageFlag.hasThread }))).toMatchObject({
      ...{ flags: MessageFlag.hasThread, thread: { id: idOfSeq(1), name: 'side' } },
    });
    expect(await presentation.one(by(2, { flags: MessageFlag.hasThread }))).not.toHaveProperty('thread');
  });

  it('signs files, also where an embed shows one, and hides embeds that are suppressed', async () => {
    const { presentation } = setUp();
    const details = {
      attachments: [{ id: '5', filename: 'a.png', contentType: 'image/png', size: 3, width: 1, height: 2 }],
      embeds: [
        {
          ...{ title: 'attachment://a.png', image: { url: 'attachment://a.png' } },
          footer: { text: 'attachment://a.png', icon_url: 'attachment://b.png' },
        },
      ],
    };
    const shown = await presentation.one(by(1, { details }));

    const url = `http://files/${CHANNEL}/5/a.png`;
    expect(shown.attachments).toEqual([
      { id: '5', filename: 'a.png', size: 3, url, proxy_url: url, content_type: 'image/png', width: 1, height: 2 },
    ]);
    expect(shown.embeds).toEqual([
      {
        ...{ title: 'attachment://a.png', image: { url } },
        footer: { text: 'attachment://a.png', icon_url: 'attachment://b.png' },
      },
    ]);
    const hidden = await presentation.one(by(1, { details, flags: MessageFlag.suppressEmbeds }));
    expect(hidden).toMatchObject({ embeds: [], attachments: [{ id: '5' }] });
  });

  it('shows a webhook under the name it used, and somebody unknown as somebody', async () => {
    const { presentation } = setUp();
    const webhook = { id: '9', name: 'Hook' };

    expect(await presentation.one(by(1, { details: { webhook } }))).toMatchObject({
      ...{ webhook_id: '9', author: { id: '9', username: 'Hook', discriminator: '0000', bot: true } },
    });
    expect(await presentation.one(by(1, { author: { userId: '404' } }))).toMatchObject({ author: { id: '404' } });
  });
});
