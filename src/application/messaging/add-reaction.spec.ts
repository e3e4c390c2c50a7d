import { aMessage, CHANNEL, idOfSeq } from '../../../test/builders/messages';
import { ANNA, anna, BOB, CUSTOM_EMOJI, MessagesWorld, robot } from '../../../test/fakes/messages-world';
import { guildError } from '../../domain/guilds';
import { REACTION_KINDS_MAX } from '../../domain/messaging';
import type { AccountActor } from '../shared/actor';
import { AddReaction } from './add-reaction';
import { ClearReactions } from './clear-reactions';
import { ListReactingUsers } from './list-reacting-users';
import { RemoveReaction } from './remove-reaction';

const bob: AccountActor = { kind: 'account', userId: BOB };
const messageId = idOfSeq(1);
const target = { channelId: CHANNEL, messageId };
const party = { id: CUSTOM_EMOJI, name: 'party', animated: true };

function setUp() {
  const world = new MessagesWorld();
  world.messages.put(aMessage(1));
  const { policies, repository, reactions, uow, clock } = world;
  const addReaction = new AddReaction(policies, repository, reactions, uow, clock);
  const removeReaction = new RemoveReaction(policies, repository, reactions, uow);
  const clearReactions = new ClearReactions(policies, repository, reactions, uow);
  const list = new ListReactingUsers(world.readMessage, world.reactionReader);
  return {
    ...world,
    add: (emoji: string, actor = anna, id = messageId) =>
      addReaction.execute(actor, { ...target, messageId: id, emoji }),
    remove: (emoji: string, userId = ANNA, actor = anna) => removeReaction.execute(actor, { ...target, emoji, userId }),
    clear: (emoji?: string) => clearReactions.execute(anna, { ...target, emoji }),
    users: (emoji: string, limit = 100, after?: string) => list.execute(anna, { ...target, emoji, limit, after }),
  };
}

describe('AddReaction', () => {
  it('adds once, and tells whose message it was', async () => {
    const { add, uow } = setUp();

    await add('👍');
    await add('👍');
    await add(`party:${CUSTOM_EMOJI}`, bob);

    const common = { type: 'reaction.added', channelId: CHANNEL, messageId, messageAuthorId: '42' };
    expect(uow.events).toEqual([
      { ...common, userId: ANNA, emoji: { name: '👍' } },
      { ...common, userId: BOB, emoji: expect.objectContaining(party) },
    ]);
  });

  it('knows only emojis, and custom ones that there are', async () => {
    const { add } = setUp();

    for (const text of ['x', 'nope:404', '']) await expect(add(text)).rejects.toMatchObject({ code: 'unknown_emoji' });
    await expect(add('👍', anna, '404')).rejects.toMatchObject({ code: 'unknown_message' });
  });

  it('needs a right of its own for a new kind', async () => {
    const { add, policy, reactions } = setUp();
    await add('👍');
    policy.refusals.set('add_reaction', guildError('missing_permissions'));

    await add('👍', bob);
    await expect(add('👎', bob)).rejects.toMatchObject({ code: 'missing_permissions' });
    policy.refusals.set('add_reaction', guildError('unknown_channel'));
    await expect(add('👍', robot)).rejects.toMatchObject({ code: 'unknown_channel' });
    policy.refusals.set('react', guildError('missing_access'));
    await expect(add('👍', robot)).rejects.toMatchObject({ code: 'missing_access' });
    expect(reactions.stored).toHaveLength(2);
  });

  it('brings in no emoji from elsewhere without the right to; one that is there may be joined', async () => {
    const { add, policy } = setUp();
    await add(`party:${CUSTOM_EMOJI}`);
    policy.act = { mayUseEmojiOf: () => false };

    await add(`party:${CUSTOM_EMOJI}`, bob);
    const other = setUp();
    other.policy.act = { mayUseEmojiOf: () => false };
    await expect(other.add(`party:${CUSTOM_EMOJI}`)).rejects.toMatchObject({ code: 'missing_permissions' });
  });

  it(`takes ${REACTION_KINDS_MAX} kinds`, async () => {
    const { add } = setUp();
    const kinds = Array.from({ length: REACTION_KINDS_MAX + 1 }, (_, index) => String.fromCodePoint(0x1f600 + index));
    for (const emoji of kinds.slice(0, -1)) await add(emoji);

    await expect(add(kinds.at(-1) ?? '')).rejects.toMatchObject({ code: 'reactions_max' });
    await add(kinds[0] ?? '', bob);
  });
});

describe('RemoveReaction', () => {
  it('takes away the own one, once', async () => {
    const { add, remove, uow, policy } = setUp();
    await add(`party:${CUSTOM_EMOJI}`);

    await remove(`renamed:${CUSTOM_EMOJI}`);
    await remove(`renamed:${CUSTOM_EMOJI}`);

    const event = { type: 'reaction.removed', channelId: CHANNEL, messageId, userId: ANNA };
    expect(uow.events.slice(1)).toEqual([{ ...event, emoji: expect.objectContaining(party) }]);
    expect(policy.asked.slice(-2)).toEqual(['view', 'view']);
  });

  it('takes away another one’s by right', async () => {
    const { add, remove, reactions, policy } = setUp();
    await add('👍', bob);
    await remove('👍', BOB);
    await add('👍', bob);
    policy.refusals.set('moderate', guildError('missing_permissions'));

    await expect(remove('👍', BOB)).rejects.toMatchObject({ code: 'missing_permissions' });
    await expect(remove('x')).rejects.toMatchObject({ code: 'unknown_emoji' });
    expect(reactions.stored).toHaveLength(1);
  });
});

describe('ClearReactions', () => {
  it('takes away all of one kind, or all', async () => {
    const { add, clear, uow, reactions } = setUp();
    for (const emoji of ['👍', '👎', '😀']) await add(emoji);
    uow.events.length = 0;

    await clear('👍');
    await clear('👍');
    await clear();
    await clear();

    const event = { type: 'reactions.cleared', channelId: CHANNEL, messageId };
    expect(uow.events).toEqual([{ ...event, emoji: { name: '👍' } }, event]);
    expect(reactions.stored).toEqual([]);
  });

  it('is for moderators', async () => {
    const { clear, policy } = setUp();
    await expect(clear('x')).rejects.toMatchObject({ code: 'unknown_emoji' });
    policy.refusals.set('moderate', guildError('missing_permissions'));

    await expect(clear()).rejects.toMatchObject({ code: 'missing_permissions' });
  });
});

describe('ListReactingUsers', () => {
  it('pages by ascending id', async () => {
    const { add, users } = setUp();
    for (const actor of [robot, bob, anna]) await add('👍', actor);

    expect(await users('👍')).toEqual([ANNA, BOB, robot.userId]);
    expect(await users('👍', 1, ANNA)).toEqual([BOB]);
    expect(await users('👎')).toEqual([]);
    for (const limit of [0, 101]) await expect(users('👍', limit)).rejects.toMatchObject({ kind: 'invalid' });
    await expect(users('x')).rejects.toMatchObject({ code: 'unknown_emoji' });
  });
});
