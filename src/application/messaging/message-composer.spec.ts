import { aMessage, CHANNEL, idOfSeq } from '../../../test/builders/messages';
import { ANNA, BOB, everyScope, MessagesWorld } from '../../../test/fakes/messages-world';
import { EVERY_MENTION, type MessageDraft, TYPED_MENTIONS } from '../../domain/messaging';

const NOBODY_ELSE = { everyone: false, mayMentionRole: () => false };

function setUp() {
  const world = new MessagesWorld();
  const compose = (draft: Partial<MessageDraft>, mentions = everyScope) =>
    world.composer.compose({ content: 'hello', ...draft }, { channelId: CHANNEL, mentions });
  return { ...world, compose, world };
}

describe('MessageComposer', () => {
  it('adds nothing to what is only text', async () => {
    const { compose, world } = setUp();

    expect(await compose({})).toEqual({ content: 'hello' });
    expect(await world.composer.compose({ content: `<@${ANNA}>` }, { channelId: CHANNEL })).toEqual({
      content: `<@${ANNA}>`,
    });
  });

  it('keeps the parts that are there, and the flags that authors choose', async () => {
    const { compose } = setUp();
    const attachments = [{ id: '1', filename: 'a.png', contentType: 'image/png', size: 3 }];
    const embeds = [{ title: 'x' }];

    expect(await compose({ content: '', embeds, attachments, components: [], tts: true, flags: 0x7fff })).toEqual({
      content: '',
      flags: (1 << 2) | (1 << 12),
      details: { embeds, attachments, tts: true },
    });
  });

  it('mentions people that exist, and roles and everybody as far as the author may', async () => {
    const { compose } = setUp();
    const content = `<@${ANNA}> <@!${ANNA}> <@404> <@&7> <@&8> @here`;

    expect((await compose({ content })).details?.mentions).toEqual({ userIds: [ANNA], roleIds: ['7'], everyone: true });
    expect((await compose({ content }, NOBODY_ELSE)).details?.mentions).toEqual({
      ...{ userIds: [ANNA], roleIds: [], everyone: false },
    });
    const allowedMentions = { ...EVERY_MENTION, parse: new Set([]), roleIds: new Set(['7']) };
    expect((await compose({ content, allowedMentions })).details?.mentions).toEqual({
      ...{ userIds: [], roleIds: ['7'], everyone: false },
    });
  });

  it('mentions nobody in code', async () => {
    const { compose } = setUp();

    expect(await compose({ content: `\`<@${ANNA}>\` \`\`\`\n@everyone\n\`\`\`` })).not.toHaveProperty('details');
  });

  describe('where people type the names of others', () => {
    function typing() {
      const world = setUp();
      world.memberNames.add(CHANNEL, 'anna', ANNA);
      world.memberNames.add(CHANNEL, 'Bob Stone', BOB);
      world.memberNames.add('77', 'carl', '44');
      const mentions = async (content: string, scope = everyScope) =>
        (await world.compose({ content, allowedMentions: TYPED_MENTIONS }, scope)).details?.mentions;
      return { ...world, mentions };
    }

    it('mentions the members they name, each once, with one look', async () => {
      const { mentions, memberNames } = typing();

      expect(await mentions('@Anna and @bob stone, @anna')).toEqual({
        ...{ userIds: [ANNA, BOB], roleIds: [], everyone: false },
      });
      expect(await mentions('@annabel @nobody mail@anna')).toBeUndefined();
      expect(memberNames.reads).toBe(2);
      expect(await mentions('no sign')).toBeUndefined();
      expect(await mentions('`@anna`')).toBeUndefined();
      expect(memberNames.reads).toBe(2);
    });

    it('mentions nobody who is not a member, by name or id', async () => {
      const { mentions, users } = typing();
      users.add('44');

      expect(await mentions(`@carl <@44> <@${BOB}>`)).toEqual({ userIds: [BOB], roleIds: [], everyone: false });
    });

    it('lets admins mention all', async () => {
      const { mentions } = typing();

      for (const content of ['@all', '@everyone', '@所有人']) {
        expect(await mentions(content)).toEqual({ userIds: [], roleIds: [], everyone: true });
        expect(await mentions(content, NOBODY_ELSE)).toBeUndefined();
      }
    });

    it('is only text where clients write ids', async () => {
      const { compose, memberNames } = typing();

      expect(await compose({ content: '@anna @all' })).not.toHaveProperty('details');
      expect(memberNames.reads).toBe(0);
    });
  });

  it('answers a message of the channel and mentions its author once', async () => {
    const { compose, messages } = setUp();
    messages.put(aMessage(1, { author: { userId: BOB } }));
    const reference = { messageId: idOfSeq(1), failIfNotExists: true };

    expect((await compose({ reference, content: `<@${BOB}>` })).details).toEqual({
      reference: { messageId: idOfSeq(1), channelId: CHANNEL, guildId: '1' },
      mentions: { userIds: [BOB], roleIds: [], everyone: false, repliedUserId: BOB },
    });
    const quiet = { ...EVERY_MENTION, repliedUser: false };
    expect((await compose({ reference, allowedMentions: quiet })).details).not.toHaveProperty('mentions');
  });

  it('answers no message that the author may not see', async () => {
    const { messages, world } = setUp();
    messages.put(aMessage(1), aMessage(2));
    const answer = (messageId: string) =>
      world.composer.compose(
        { content: 'hello', reference: { messageId, failIfNotExists: true } },
        { channelId: CHANNEL, fromSeq: 1 },
      );

    await expect(answer(idOfSeq(1))).rejects.toMatchObject({ details: { field: 'message_reference' } });
    expect((await answer(idOfSeq(2))).details?.reference?.messageId).toBe(idOfSeq(2));
  });

  it('answers no message of another channel, no notice and none that is gone', async () => {
    const { compose, messages } = setUp();
    messages.put(aMessage(1, { channelId: '2000' }), aMessage(2, { kind: 'pin_notice' }));
    const to = (messageId: string, more = {}) => compose({ reference: { messageId, failIfNotExists: true, ...more } });

    for (const id of [idOfSeq(1), idOfSeq(2), '404']) {
      await expect(to(id)).rejects.toMatchObject({ details: { field: 'message_reference' } });
    }
    await expect(to('404', { failIfNotExists: false })).resolves.toEqual({ content: 'hello' });
    await expect(to(idOfSeq(2), { failIfNotExists: false })).rejects.toMatchObject({ kind: 'invalid' });
  });
});
