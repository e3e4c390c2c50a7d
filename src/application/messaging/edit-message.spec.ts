import { aMessage, CHANNEL, idOfSeq } from '../../../test/builders/messages';
import { ANNA, anna, BOB, everyScope, MessagesWorld, robot } from '../../../test/fakes/messages-world';
import { guildError } from '../../domain/guilds';
import { type Message, MessageFlag } from '../../domain/messaging';
import type { AccountActor } from '../shared/actor';
import { EditMessage, type EditMessageInput } from './edit-message';

const picture = (id: string) => ({ id, filename: `${id}.png`, contentType: 'image/png', size: 1 });

function setUp(changes: Partial<Message> = {}) {
  const world = new MessagesWorld();
  world.policy.act = { guildId: '1', mentions: everyScope };
  const message = aMessage(1, { author: { userId: ANNA }, content: 'one', ...changes });
  world.messages.put(message, aMessage(2));
  const editMessage = new EditMessage(world.policies, world.repository, world.editor);
  const edit = (input: Partial<EditMessageInput>, actor: AccountActor = anna) =>
    editMessage.execute(actor, { channelId: CHANNEL, messageId: message.id, ...input });
  return { ...world, world, editMessage, edit, message };
}

describe('EditMessage', () => {
  it('changes what the author says anew, and tells the head at which that happened', async () => {
    const { edit, clock, uow, messages, message } = setUp({ details: { embeds: [{ title: 'x' }] } });
    clock.advance(5_000);

    const edited = await edit({ content: `two <@${BOB}>` });

    expect(edited).toEqual({
      ...message,
      content: `two <@${BOB}>`,
      editedAtMs: clock.nowMs(),
      details: { embeds: [{ title: 'x' }], mentions: { userIds: [BOB], roleIds: [], everyone: false } },
    });
    expect(messages.of(CHANNEL)?.[0]).toEqual(edited);
    expect(uow.events).toEqual([{ type: 'message.updated', channelId: CHANNEL, message: edited, headSeq: 2 }]);
  });

  it('keeps the mentions of a text that stays, and drops parts that are emptied', async () => {
    const mentions = { userIds: [BOB], roleIds: [], everyone: false };
    const { edit } = setUp({ details: { mentions, embeds: [{ title: 'x' }], tts: true } });

    expect((await edit({ embeds: [] })).details).toEqual({ mentions, tts: true });
    expect((await edit({ content: 'nobody' })).details).toEqual({ tts: true });
  });

  it('leaves what somebody else said as it was forwarded', async () => {
    const forwarded = { kind: 'single', messageId: '5', authorName: 'Bob', createdAtMs: 1 } as const;
    const { edit } = setUp({ details: { forwarded } });

    await expect(edit({ content: 'x' })).rejects.toMatchObject({ code: 'not_message_author' });
    expect(await edit({ flags: MessageFlag.suppressEmbeds })).toMatchObject({ details: { forwarded } });
  });

  it('keeps the mention of whom it answers', async () => {
    const reference = { channelId: CHANNEL, messageId: idOfSeq(2) };
    const { edit, messages } = setUp({ details: { reference } });
    messages.replace(aMessage(2, { author: { userId: BOB } }));

    expect((await edit({ content: 'x' })).details).toEqual({
      reference,
      mentions: { userIds: [BOB], roleIds: [], everyone: false, repliedUserId: BOB },
    });
  });

  it('keeps the files that are listed and takes new ones; the others end', async () => {
    const [first, second, third] = ['1', '2', '3'].map(picture);
    const { edit, attachments, message, uow } = setUp({ details: { attachments: [first, second] } });
    await attachments.add([first, second, third].map((one) => ({ ...one, channelId: CHANNEL, uploaderId: ANNA })));
    await uow.run(() => attachments.attach(CHANNEL, message.id, ['1', '2']));

    const edited = await edit({ keptAttachmentIds: ['2'], newAttachments: [third] });

    expect(edited.details?.attachments).toEqual([second, third]);
    expect(await attachments.find(CHANNEL, '1')).toBeUndefined();
    expect(await attachments.find(CHANNEL, '3')).toMatchObject({ filename: '3.png' });
    expect((await edit({ content: 'x' })).details?.attachments).toEqual([second, third]);
  });

  it('refuses an edit that leaves nothing', async () => {
    const { edit, uow } = setUp({ content: '', details: { embeds: [{ title: 'x' }] } });

    await expect(edit({ embeds: [] })).rejects.toMatchObject({ code: 'empty_message' });
    await expect(edit({ content: 'x'.repeat(2_001) })).rejects.toMatchObject({ code: 'too_long' });
    expect(uow.events).toEqual([]);
  });

  it('is the author’s; a moderator may hide embeds and nothing else', async () => {
    const { edit, policy, uow } = setUp({ author: { userId: BOB }, flags: MessageFlag.hasThread });

    await expect(edit({ content: 'x' })).rejects.toMatchObject({ code: 'not_message_author' });
    await expect(edit({ content: 'x', flags: 4 })).rejects.toMatchObject({ code: 'not_message_author' });
    await expect(edit({})).rejects.toMatchObject({ code: 'not_message_author' });
    const hidden = await edit({ flags: MessageFlag.suppressEmbeds | MessageFlag.ephemeral });
    expect(hidden).toMatchObject({ flags: MessageFlag.suppressEmbeds | MessageFlag.hasThread });
    expect(hidden).not.toHaveProperty('editedAtMs');
    policy.refusals.set('moderate', guildError('missing_permissions'));
    await expect(edit({ flags: 0 })).rejects.toMatchObject({ code: 'missing_permissions' });
    expect(uow.events).toHaveLength(1);
  });

  it('never changes a notice, a webhook’s message or what is gone', async () => {
    const notice = setUp({ kind: 'join_notice' });
    await expect(notice.edit({ content: 'x' })).rejects.toMatchObject({ code: 'system_message' });
    const webhook = setUp({ details: { webhook: { id: ANNA, name: 'hook' } } });
    await expect(webhook.edit({ content: 'x' })).rejects.toMatchObject({ code: 'not_message_author' });
    const { edit, editMessage } = setUp();
    await expect(edit({ messageId: '404', content: 'x' })).rejects.toMatchObject({ code: 'unknown_message' });
    const unknown = { channelId: CHANNEL, messageId: '404' };
    await expect(editMessage.require(anna, unknown)).rejects.toMatchObject({ code: 'unknown_message' });
  });

  it('finds a message that was deleted while its mentions were looked up', async () => {
    const { edit, messages, reader, message } = setUp({
      details: { reference: { channelId: CHANNEL, messageId: '1' } },
    });
    reader.before = () => messages.bury(message.id);

    await expect(edit({ content: 'x' })).rejects.toMatchObject({ code: 'unknown_message' });
  });

  it('takes components of applications only', async () => {
    const components = [{ type: 1 }];
    const own = setUp();
    expect((await own.edit({ content: 'x', components })).details).toBeUndefined();
    const ofRobot = setUp({ author: { userId: robot.userId } });
    expect((await ofRobot.edit({ components }, robot)).details).toEqual({ components });
  });
});
