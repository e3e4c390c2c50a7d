import { APPLICATION, InteractionsWorld } from '../../../../test/builders/interactions';
import { MessageFlag } from '../../../domain/messaging';
import type { InteractionAnswer } from './answer-interaction';
import { ORIGINAL } from './follow-up-interaction';
import { INTERACTION_LIFETIME_MS } from './live-interactions';

async function setUp(answer?: InteractionAnswer) {
  const world = new InteractionsWorld();
  const { id, token } = await world.click();
  if (answer) await world.answer.execute({ id, token, answer });
  return { world, followUp: world.followUp, key: { applicationId: APPLICATION, token } };
}

const reply: InteractionAnswer = { kind: 'reply', draft: { content: 'first' }, isEphemeral: false };
const deferred: InteractionAnswer = { kind: 'defer_reply', isEphemeral: false };

describe('FollowUpInteraction', () => {
  it('reads, changes and takes back the first answer', async () => {
    const { world, followUp, key } = await setUp(reply);
    const original = await followUp.read(key, ORIGINAL);
    expect(original.content).toBe('first');
    expect(await followUp.edit(key, ORIGINAL, { content: 'changed' })).toMatchObject({ id: original.id });
    await followUp.remove(key, original.id);

    expect(world.contents()).toEqual([world.source.content]);
    await expect(followUp.read(key, ORIGINAL)).rejects.toMatchObject({ code: 'unknown_message' });
  });

  it('keeps a promise by changing the answer that is not there yet', async () => {
    const { world, followUp, key } = await setUp(deferred);
    await expect(followUp.read(key, ORIGINAL)).rejects.toMatchObject({ code: 'unknown_message' });
    await expect(followUp.edit(key, ORIGINAL, {})).rejects.toMatchObject({ code: 'empty_message' });
    const message = await followUp.edit(key, ORIGINAL, { content: 'here it is', allowedMentions: undefined });

    expect(await followUp.read(key, ORIGINAL)).toMatchObject({ id: message.id, content: 'here it is' });
    await followUp.edit(key, ORIGINAL, { content: 'better' });
    expect(world.contents()).toEqual([world.source.content, 'better']);
  });

  it('keeps a promise by the first message that follows, as it was promised', async () => {
    const { world, followUp, key } = await setUp({ kind: 'defer_reply', isEphemeral: true });
    const message = await followUp.send(key, { content: 'psst' }, false);

    expect(message.flags).toBe(MessageFlag.ephemeral);
    expect((await followUp.read(key, ORIGINAL)).id).toBe(message.id);
    expect((await followUp.send(key, { content: 'aloud' }, false)).flags).toBeUndefined();
    expect(world.contents()).toEqual([world.source.content, 'aloud']);
  });

  it('changes what only one person sees, and takes it back', async () => {
    const { world, followUp, key } = await setUp(reply);
    const embeds = [{ title: 'a title' }];
    const { id } = await followUp.send(key, { content: 'psst', embeds }, true);
    const edited = await followUp.edit(key, id, { content: 'psst!' });

    expect(edited).toMatchObject({ content: 'psst!', flags: MessageFlag.ephemeral, details: { embeds } });
    expect(edited.details?.applicationId).toBe(APPLICATION);
    await followUp.remove(key, id);
    expect(world.whispers.map(({ change }) => change)).toEqual(['created', 'updated', 'deleted']);
    await expect(followUp.read(key, id)).rejects.toMatchObject({ code: 'unknown_message' });
    await expect(followUp.edit(key, id, { content: 'x' })).rejects.toMatchObject({ code: 'unknown_message' });
  });

  it('keeps the files that an edit names of what only one person sees', async () => {
    const { followUp, key } = await setUp(reply);
    const file = (id: string) => ({ id, filename: 'a.txt', contentType: 'text/plain', size: 1 });
    const { id } = await followUp.send(key, { content: '', attachments: [file('1'), file('2')] }, true);
    const edited = await followUp.edit(key, id, { keptAttachmentIds: ['2'], newAttachments: [file('3')] });

    expect(edited.details?.attachments?.map((one) => one.id)).toEqual(['2', '3']);
  });

  it('may change the message with the component, whatever the first answer was', async () => {
    const { world, followUp, key } = await setUp({ kind: 'defer_update' });

    expect((await followUp.edit(key, ORIGINAL, { content: 'pressed' })).id).toBe(world.source.id);
    expect((await followUp.edit(key, world.source.id, { content: 'again' })).content).toBe('again');
  });

  it('touches nobody else’s messages', async () => {
    const { world, followUp, key } = await setUp(reply);
    const foreign = world.say({ author: { userId: '8' } });

    for (const messageId of [foreign.id, '77', 'x']) {
      await expect(followUp.edit(key, messageId, { content: 'x' })).rejects.toMatchObject({ code: 'unknown_message' });
    }
  });

  it('begins after the first answer and ends with the interaction', async () => {
    const { world, followUp, key } = await setUp();
    const send = () => followUp.send(key, { content: 'x' }, false);
    await expect(send()).rejects.toMatchObject({ code: 'unknown_webhook' });
    expect(() => followUp.channelOf(key)).toThrow('Unknown Webhook');
    await world.answer.execute({ id: world.told[0]?.interaction.id ?? '', token: key.token, answer: deferred });
    expect(followUp.channelOf(key)).toMatchObject({ botUserId: '501' });

    await expect(followUp.send({ ...key, applicationId: '77' }, { content: 'x' }, false)).rejects.toMatchObject({
      code: 'invalid_webhook_token',
    });
    world.clock.advance(INTERACTION_LIFETIME_MS + 1);
    await expect(send()).rejects.toMatchObject({ code: 'invalid_webhook_token' });
  });
});
