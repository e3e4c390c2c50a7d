import { BOT, InteractionsWorld } from '../../../../test/builders/interactions';
import { CHANNEL } from '../../../../test/builders/messages';
import { type ComponentInteraction, MessageFlag } from '../../../domain/messaging';
import { AppError } from '../../../shared/errors';
import type { InteractionAnswer } from './answer-interaction';
import { EPHEMERAL_MESSAGES_MAX } from './ephemeral-messages';
import { INTERACTION_ANSWER_MS, INTERACTION_LIFETIME_MS, LIVE_INTERACTIONS_MAX } from './live-interactions';

async function setUp() {
  const world = new InteractionsWorld();
  const interaction = await world.click();
  const answer = (given: InteractionAnswer, of: Pick<ComponentInteraction, 'id' | 'token'> = interaction) =>
    world.answer.execute({ id: of.id, token: of.token, answer: given });
  return { world, interaction, answer };
}

const reply = (content: string, isEphemeral = false): InteractionAnswer => ({
  ...{ kind: 'reply', draft: { content }, isEphemeral },
});

describe('AnswerInteraction', () => {
  it('says something as the bot, with where it comes from', async () => {
    const { world, interaction, answer } = await setUp();
    world.policy.grant = { kind: 'text', byAdmin: false, mentions: { everyone: true, mayMentionRole: () => true } };
    const { message } = await answer(reply('hello @everyone'));

    expect(message).toMatchObject({ channelId: CHANNEL, author: { userId: BOT }, content: 'hello @everyone' });
    expect(message?.details).toEqual({
      mentions: { userIds: [], roleIds: [], everyone: true },
      applicationId: interaction.applicationId,
      interaction: { id: interaction.id, userId: '7', messageId: world.source.id },
    });
    expect(world.contents()).toContain('hello @everyone');
  });

  it('needs no permission, but then mentions no roles and not everyone', async () => {
    const { world, answer } = await setUp();
    world.users.add('7');
    world.policy.refusal = new AppError('forbidden', 'missing_permissions', 'no');
    const { message } = await answer(reply('hello @everyone <@7> <@&9>'));

    expect(message?.details?.mentions).toEqual({ userIds: ['7'], roleIds: [], everyone: false });
  });

  it('is given once and in time, and only with id and token', async () => {
    const { world, interaction, answer } = await setUp();
    await expect(answer(reply('x'), { ...interaction, id: '77' })).rejects.toMatchObject({
      code: 'unknown_interaction',
    });
    await expect(answer(reply('x'), { ...interaction, token: 'x' })).rejects.toMatchObject({
      code: 'unknown_interaction',
    });
    await answer({ kind: 'defer_update' });
    await expect(answer(reply('x'))).rejects.toMatchObject({ code: 'interaction_acknowledged' });

    const late = await world.click();
    world.clock.advance(INTERACTION_ANSWER_MS + 1);
    await expect(answer(reply('x'), late)).rejects.toMatchObject({ code: 'unknown_interaction' });
  });

  it('may be given again when it was refused', async () => {
    const { answer } = await setUp();
    await expect(answer(reply(''))).rejects.toMatchObject({ code: 'empty_message' });

    expect((await answer(reply('better'))).message?.content).toBe('better');
  });

  it('changes the message with the component', async () => {
    const { world, answer } = await setUp();
    const { message } = await answer({ kind: 'update', edit: { content: 'pressed' } });

    expect(message).toMatchObject({ id: world.source.id, content: 'pressed', details: world.source.details });
    expect(world.contents()).toEqual(['pressed']);
  });

  it('of which nothing is to be seen has no message', async () => {
    const { world, answer } = await setUp();

    expect(await answer({ kind: 'defer_update' })).not.toHaveProperty('message');
    const second = await world.click();
    expect(await answer({ kind: 'defer_reply', isEphemeral: false }, second)).not.toHaveProperty('message');
    expect(world.contents()).toHaveLength(1);
  });

  it('for one person only is told to them and not stored', async () => {
    const { world, answer } = await setUp();
    const { message } = await answer(reply('psst', true));

    expect(message?.flags).toBe(MessageFlag.ephemeral);
    expect(world.whispers).toEqual([
      { type: 'ephemeral_message.changed', change: 'created', channelId: CHANNEL, userId: '7', message },
    ]);
    expect(world.contents()).toHaveLength(1);
    expect(world.ephemeral.findFor('7', message?.id ?? '')).toEqual(message);
    expect(world.ephemeral.findFor('8', message?.id ?? '')).toBeUndefined();
  });
});

describe('LiveInteractions', () => {
  it('forgets an interaction when its time is over', async () => {
    const { world, interaction } = await setUp();
    world.clock.advance(INTERACTION_LIFETIME_MS);
    expect(world.live.find(interaction.token)).toBeDefined();
    world.clock.advance(1);

    expect(world.live.find(interaction.token)).toBeUndefined();
  });

  it(`keeps the newest ${LIVE_INTERACTIONS_MAX} and counts what it drops`, async () => {
    const { world, interaction } = await setUp();
    for (let count = 0; count < LIVE_INTERACTIONS_MAX; count += 1) {
      world.live.open({ ...interaction, token: `another ${count}` }, world.source);
    }

    expect(world.live.find(interaction.token)).toBeUndefined();
    expect(world.live.find('another 0')).toBeDefined();
    expect(world.metrics.limits).toEqual(['live_interactions']);
  });
});

it(`EphemeralMessages keeps the newest ${EPHEMERAL_MESSAGES_MAX} and counts what it drops`, async () => {
  const { world } = await setUp();
  for (let count = 0; count <= EPHEMERAL_MESSAGES_MAX; count += 1) {
    world.ephemeral.add('7', { ...world.source, id: `id ${count}` });
  }

  expect([world.ephemeral.findFor('7', 'id 0'), world.ephemeral.findFor('7', 'id 1')?.id]).toEqual([undefined, 'id 1']);
  expect(world.metrics.limits).toEqual(['ephemeral_messages']);
});
