import { aMessage, CHANNEL, idOfSeq } from '../../../test/builders/messages';
import { anna, MessagesWorld } from '../../../test/fakes/messages-world';
import { guildError } from '../../domain/guilds';
import { firstIdAt, type Id } from '../../shared/ids';
import { BULK_DELETE_AGE_MAX_MS, BULK_DELETE_MAX, BulkDeleteMessages } from './bulk-delete-messages';

function setUp() {
  const world = new MessagesWorld();
  const start = Number(BigInt(idOfSeq(1)) >> 22n) + Date.UTC(2015, 0, 1);
  world.clock.advance(start + BULK_DELETE_AGE_MAX_MS - world.clock.nowMs());
  world.messages.put(...[1, 2, 3].map((seq) => aMessage(seq)));
  const useCase = new BulkDeleteMessages(world.policies, world.removal, world.clock);
  const remove = (messageIds: readonly Id[]) =>
    useCase.execute(anna, { channelId: CHANNEL, messageIds, reason: 'spam' });
  return { ...world, remove };
}

describe('BulkDeleteMessages', () => {
  it('buries those that are there in one go, and logs how many', async () => {
    const { remove, messages, uow, policy } = setUp();

    await remove([idOfSeq(1), idOfSeq(3), idOfSeq(9)]);

    expect(messages.of(CHANNEL)?.map(({ seq }) => seq)).toEqual([2]);
    const messageIds = [idOfSeq(1), idOfSeq(3)];
    expect(uow.events).toEqual([{ type: 'messages.bulk_deleted', channelId: CHANNEL, messageIds, headSeq: 3 }]);
    expect(policy.logged).toEqual([{ act: 'bulk_delete', channelId: CHANNEL, count: 2, reason: 'spam' }]);
  });

  it('says nothing when none is there', async () => {
    const { remove, uow, policy } = setUp();

    await remove([idOfSeq(8), idOfSeq(9)]);

    expect([uow.events, policy.logged]).toEqual([[], []]);
  });

  it('takes 2 to 100 messages, counting each once', async () => {
    const { remove } = setUp();
    const many = (count: number): Id[] => Array.from({ length: count }, (_, index) => idOfSeq(10 + index));

    for (const ids of [[], many(1), [idOfSeq(1), idOfSeq(1)], many(BULK_DELETE_MAX + 1)]) {
      await expect(remove(ids)).rejects.toMatchObject({ code: 'bulk_delete_count' });
    }
    await expect(remove(many(BULK_DELETE_MAX))).resolves.toBeUndefined();
  });

  it('takes none that is older than two weeks', async () => {
    const { remove, clock, messages } = setUp();
    const tooOld = String(BigInt(firstIdAt(clock.nowMs() - BULK_DELETE_AGE_MAX_MS)) - 1n);

    await expect(remove([idOfSeq(1), tooOld])).rejects.toMatchObject({ code: 'bulk_delete_age' });
    expect(messages.of(CHANNEL)).toHaveLength(3);
  });

  it('is for moderators', async () => {
    const { remove, policy, uow } = setUp();
    policy.refusals.set('moderate', guildError('missing_permissions'));

    await expect(remove([idOfSeq(1)])).rejects.toMatchObject({ code: 'missing_permissions' });
    expect(uow.runs).toBe(0);
  });
});
