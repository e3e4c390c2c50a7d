import { APPLICATION, BOT, InteractionsWorld } from '../../../../test/builders/interactions';
import { CHANNEL } from '../../../../test/builders/messages';
import { AppError } from '../../../shared/errors';
import type { UseComponentInput } from './use-component';

function setUp() {
  const world = new InteractionsWorld();
  const input = { applicationId: APPLICATION, channelId: CHANNEL, messageId: world.source.id };
  const use = (changes: Partial<UseComponentInput> = {}, actor = world.ann) =>
    world.useComponent.execute(actor, { ...input, customId: 'press', componentType: 2, ...changes });
  return { world, use };
}

describe('UseComponent', () => {
  it('tells the bot who pressed what', async () => {
    const { world, use } = setUp();
    world.policy.act = { guildId: '900' };
    const interaction = await use();

    expect(interaction).toEqual({
      ...{ id: expect.any(String), token: 'interaction-1', applicationId: APPLICATION, botUserId: BOT, userId: '7' },
      ...{ channelId: CHANNEL, guildId: '900', messageId: world.source.id, customId: 'press', componentType: 2 },
      createdAtMs: world.clock.nowMs(),
    });
    expect(world.told).toEqual([
      { type: 'interaction.created', channelId: CHANNEL, interaction, message: world.source },
    ]);
    expect(world.policy.asked).toEqual(['history', 'view']);
    expect(world.live.find(interaction.token)?.state).toEqual({ kind: 'waiting' });
  });

  it('tells what was picked in a menu, and of direct channels no guild', async () => {
    const { world, use } = setUp();
    await use({ customId: 'menu', componentType: 3, values: ['a'] });

    expect(world.told[0]?.interaction).toMatchObject({ values: ['a'] });
    expect(world.told[0]?.interaction).not.toHaveProperty('guildId');
  });

  it.each<[string, Partial<UseComponentInput>, string]>([
    ['an unknown message', { messageId: '77' }, 'unknown_message'],
    ['what is no id', { messageId: 'x' }, 'unknown_message'],
    ['another application', { applicationId: '77' }, 'unknown_application'],
    ['an unknown component', { customId: 'x' }, 'invalid'],
    ['a component of another type', { componentType: 3 }, 'invalid'],
    ['a component that is turned off', { customId: 'off' }, 'invalid'],
    ['values of a button', { values: ['a'] }, 'invalid'],
    ['what the menu does not offer', { customId: 'menu', componentType: 3, values: ['b'] }, 'invalid'],
  ])('refuses %s', async (_what, input, code) => {
    const { world, use } = setUp();

    await expect(use(input)).rejects.toMatchObject({ code });
    expect(world.told).toEqual([]);
  });

  it('refuses bots, and whoever the channel refuses', async () => {
    const { world, use } = setUp();

    await expect(use({}, { ...world.ann, applicationId: '9' })).rejects.toMatchObject({ code: 'bots_cannot' });
    world.policy.refusal = new AppError('forbidden', 'missing_access', 'no');
    await expect(use()).rejects.toMatchObject({ code: 'missing_access' });
  });

  it('refuses components of messages that no bot answers', async () => {
    const { world, use } = setUp();
    const webhook = { id: '1', name: 'hook' };
    const message = world.say({ details: { ...world.source.details, webhook } });
    const plain = world.say();

    for (const messageId of [message.id, plain.id]) {
      await expect(use({ messageId })).rejects.toMatchObject({ code: 'unknown_application' });
    }
  });
});
