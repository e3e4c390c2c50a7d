import {
  FakeDirectChannelReader,
  FakeDirectChannelRepository,
  FakeMutualGuilds,
  FakeUserDirectory,
} from '../../../../test/fakes/direct-channels';
import { FakeUnitOfWork, ManualClock, SequentialIds } from '../../../../test/fakes/rooms-platform';
import type { AccountActor } from '../../shared/actor';
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
  const repository = new FakeDirectChannelRepository(reader, uow);
  const openDirectChannel = new OpenDirectChannel(
    ...([users, new DirectBeginnings(guilds), reader, repository, uow, new SequentialIds(clock), clock] as const),
  );
  const open = (actor: AccountActor, recipientId: string, requires: DirectRequirement = 'mutual_guild') =>
    openDirectChannel.execute(actor, { recipientId, requires });
  return { users, guilds, reader, uow, open };
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

  it('begins none with nobody, with oneself or with an account that is gone', async () => {
    const { open, users } = setUp();
    users.add('9', { isDeleted: true });

    for (const nobody of ['77', 'x', ann.userId]) {
      await expect(open(ann, nobody)).rejects.toMatchObject({ code: 'invalid_recipient' });
    }
    await expect(open(ann, '9')).rejects.toMatchObject({ code: 'cannot_message_user' });
  });
});
