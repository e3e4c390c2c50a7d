import {
  FakeDirectChannelReader,
  FakeDirectChannelRepository,
  FakeMutualGuilds,
  FakeUserDirectory,
} from '../../../../test/fakes/direct-channels';
import { FakeAcquaintances, FakeBlockRepository } from '../../../../test/fakes/contacts';
import { SilentLogger } from '../../../../test/fakes/rooms-log';
import { FakeUnitOfWork, ManualClock, SequentialIds } from '../../../../test/fakes/rooms-platform';
import { InvalidationHub } from '../../../infrastructure/persistence/invalidation-hub';
import type { AccountActor } from '../../shared/actor';
import { Blocks } from '../contacts/blocks';
import { DirectBeginnings, type DirectRequirement } from './direct-beginnings';
import { OpenDirectChannel } from './open-direct-channel';

const ann: AccountActor = { kind: 'account', userId: '20' };
const bob: AccountActor = { kind: 'account', userId: '3' };

function setUp() {
  const clock = new ManualClock();
  const [users, guilds, reader, uow] = [
    new FakeUserDirectory(),
    new FakeMutualGuilds(),
    new FakeDirectChannelReader(),
    new FakeUnitOfWork(),
  ];
  users.add(ann.userId);
  users.add(bob.userId);
  const [acquaintances, blockRepository] = [new FakeAcquaintances(), new FakeBlockRepository(uow)];
  const blocks = new Blocks(blockRepository, new InvalidationHub(new SilentLogger()));
  const repository = new FakeDirectChannelRepository(reader, uow);
  const openDirectChannel = new OpenDirectChannel(
    ...([
      users,
      new DirectBeginnings(guilds, acquaintances, blocks),
      reader,
      repository,
      uow,
      new SequentialIds(clock),
      clock,
    ] as const),
  );
  const open = (actor: AccountActor, recipientId: string, requires: DirectRequirement = 'mutual_guild') =>
    openDirectChannel.execute(actor, { recipientId, requires });
  const block = (one: AccountActor, other: AccountActor) =>
    uow.run(() => blockRepository.add(one.userId, other.userId, 0));
  return { users, guilds, acquaintances, block, reader, uow, open };
}

describe('OpenDirectChannel', () => {
  it('makes one conversation of two, whoever begins', async () => {
    const { open, uow } = setUp();
    const channel = await open(ann, bob.userId);

    expect(channel.recipientIds).toEqual([bob.userId, ann.userId]);
    expect(await open(bob, ann.userId)).toEqual(channel);
    expect(uow.runs).toBe(1);
  });

  it('needs a guild in common only at first', async () => {
    const { open, guilds } = setUp();
    guilds.putApart(ann.userId, bob.userId);
    await expect(open(ann, bob.userId)).rejects.toMatchObject({ code: 'cannot_message_user' });

    const together = setUp();
    const channel = await together.open(ann, bob.userId);
    together.guilds.putApart(ann.userId, bob.userId);
    expect(await together.open(bob, ann.userId)).toEqual(channel);
  });

  it('needs nothing where the dialect asks for nothing', async () => {
    const { open, guilds } = setUp();
    guilds.putApart(ann.userId, bob.userId);

    const channel = await open(ann, bob.userId, 'nothing');
    expect(await open(bob, ann.userId)).toEqual(channel);
  });

  it('takes friends and people of one group for people who have something in common', async () => {
    const { open, guilds, acquaintances } = setUp();
    guilds.putApart(ann.userId, bob.userId);
    acquaintances.introduce(bob.userId, ann.userId);

    expect(await open(ann, bob.userId)).toMatchObject({ recipientIds: [bob.userId, ann.userId] });
  });

  it('begins none over a block, but finds the one there is', async () => {
    const blocked = setUp();
    await blocked.block(ann, bob);
    for (const requires of ['nothing', 'mutual_guild'] as const) {
      const code = { [ann.userId]: 'user_blocked', [bob.userId]: 'blocked_by_user' };
      await expect(blocked.open(bob, ann.userId, requires)).rejects.toMatchObject({ code: code[bob.userId] });
      await expect(blocked.open(ann, bob.userId, requires)).rejects.toMatchObject({ code: code[ann.userId] });
    }

    const later = setUp();
    const channel = await later.open(ann, bob.userId);
    await later.block(ann, bob);
    expect(await later.open(bob, ann.userId)).toEqual(channel);
  });

  it('begins none with nobody, with oneself or with an account that is gone', async () => {
    const { open, users } = setUp();
    users.add('9', { isDeleted: true });

    for (const nobody of ['77', 'x', ann.userId]) {
      await expect(open(ann, nobody)).rejects.toMatchObject({ code: 'invalid_recipient' });
    }
    await expect(open(ann, '9')).rejects.toMatchObject({ code: 'cannot_message_user' });
  });
});
