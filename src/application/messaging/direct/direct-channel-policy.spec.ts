import { FakeDirectChannelReader, FakeUserDirectory } from '../../../../test/fakes/direct-channels';
import { FakeBlockRepository } from '../../../../test/fakes/contacts';
import { SilentLogger } from '../../../../test/fakes/rooms-log';
import { FakeUnitOfWork } from '../../../../test/fakes/rooms-platform';
import { InvalidationHub } from '../../../infrastructure/persistence/invalidation-hub';
import type { AccountActor, Actor } from '../../shared/actor';
import { operator } from '../../shared/actor';
import type { MessageAct } from '../channel-policy';
import { Blocks } from '../contacts/blocks';
import { DirectChannelPolicy } from './direct-channel-policy';
import { DirectChannels } from './direct-channels';
import { ReadDirectChannels } from './read-direct-channels';

const channelId = '100';
const ann: AccountActor = { kind: 'account', userId: '1' };
const bob: AccountActor = { kind: 'account', userId: '2' };
const others: readonly Actor[] = [{ kind: 'account', userId: '3' }, { kind: 'guest', externalId: '1' }, operator];

function setUp() {
  const [reader, users] = [new FakeDirectChannelReader(), new FakeUserDirectory()];
  reader.channels.set(channelId, { id: channelId, recipientIds: [ann.userId, bob.userId] });
  users.add(ann.userId);
  users.add(bob.userId);
  const channels = new DirectChannels(reader);
  const uow = new FakeUnitOfWork();
  const repository = new FakeBlockRepository(uow);
  const blocks = new Blocks(repository, new InvalidationHub(new SilentLogger()));
  const block = (one: AccountActor, other: AccountActor) => uow.run(() => repository.add(one.userId, other.userId, 0));
  return {
    ...{ reader, users, block, policy: new DirectChannelPolicy(channels, users, blocks) },
    read: new ReadDirectChannels(channels, reader),
  };
}

describe('DirectChannelPolicy', () => {
  it('lets both write, read and do what people do with messages', async () => {
    const { policy } = setUp();

    for (const actor of [ann, bob]) {
      const grant = await policy.requireSend(actor, channelId);
      expect(grant).toMatchObject({ kind: 'text', byAdmin: false, author: { userId: actor.userId } });
      expect([grant.mentions?.everyone, grant.mentions?.mayMentionRole('1')]).toEqual([false, false]);
      await policy.requireHistory(actor, channelId);
      for (const act of ['view', 'type', 'react', 'add_reaction', 'pin', 'edit', 'recall'] satisfies MessageAct[]) {
        expect(await policy.requireAct(actor, channelId, act)).toMatchObject({ mentions: { everyone: false } });
      }
    }
  });

  it('lets nobody take back or moderate what the other one said', async () => {
    const { policy } = setUp();

    expect(await policy.requireDelete(ann, channelId, { author: { userId: ann.userId } })).toEqual({});
    for (const author of [{ userId: bob.userId }, undefined]) {
      await expect(policy.requireDelete(ann, channelId, { author })).rejects.toMatchObject({
        code: 'missing_permissions',
      });
    }
    await expect(policy.requireAct(ann, channelId, 'moderate')).rejects.toMatchObject({ code: 'wrong_channel_type' });
  });

  it('is there for nobody else', async () => {
    const { policy } = setUp();

    for (const actor of others) {
      for (const refused of [
        policy.requireSend(actor, channelId),
        policy.requireHistory(actor, channelId),
        policy.requireDelete(actor, channelId, {}),
        policy.requireAct(actor, channelId, 'view'),
        policy.requireHistory(ann, '77'),
        policy.requireHistory(ann, 'x'),
      ]) {
        await expect(refused).rejects.toMatchObject({ code: 'unknown_channel' });
      }
    }
  });

  it('lets nobody write to an account that is gone', async () => {
    const { policy, users } = setUp();
    users.add(bob.userId, { isDeleted: true });

    await expect(policy.requireSend(ann, channelId)).rejects.toMatchObject({ code: 'cannot_message_user' });
    await expect(policy.requireHistory(ann, channelId)).resolves.toEqual({});
  });

  it('carries nothing new over a block, whoever set it, and keeps what was said', async () => {
    const { policy, block } = setUp();
    await block(ann, bob);
    const acts = ['type', 'react', 'add_reaction', 'pin', 'edit'] satisfies MessageAct[];

    for (const [actor, code] of [
      [bob, 'blocked_by_user'],
      [ann, 'user_blocked'],
    ] as const) {
      await expect(policy.requireSend(actor, channelId)).rejects.toMatchObject({ kind: 'forbidden', code });
      for (const act of acts) {
        await expect(policy.requireAct(actor, channelId, act)).rejects.toMatchObject({ code });
      }
      await policy.requireHistory(actor, channelId);
      await policy.requireAct(actor, channelId, 'view');
      await policy.requireDelete(actor, channelId, { author: { userId: actor.userId } });
    }
  });

  it('asks the database once who takes part', async () => {
    const { policy, reader } = setUp();
    await policy.requireHistory(ann, channelId);
    await policy.requireSend(bob, channelId);

    expect(reader.reads).toBe(1);
  });
});

describe('ReadDirectChannels', () => {
  it('reads and lists what is one’s own', async () => {
    const { read, reader } = setUp();
    reader.channels.set('200', { id: '200', recipientIds: [bob.userId, '3'] });
    reader.channels.set(channelId, { id: channelId, recipientIds: ['1', '2'], lastMessageId: '300' });

    expect(await read.one(ann, channelId)).toMatchObject({ id: channelId, lastMessageId: '300' });
    expect((await read.list(bob)).map(({ id }) => id)).toEqual([channelId, '200']);
    expect((await read.list(ann)).map(({ id }) => id)).toEqual([channelId]);
    await expect(read.one(ann, '200')).rejects.toMatchObject({ code: 'unknown_channel' });
    await read.one(bob, '200');
    reader.channels.delete('200');
    await expect(read.one(bob, '200')).rejects.toMatchObject({ code: 'unknown_channel' });
  });
});
