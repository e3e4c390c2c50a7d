import { MutualGuilds } from '../../src/application/guilds';
import { UserDirectory } from '../../src/application/identity';
import { DirectChannelReader, DirectChannelRepository } from '../../src/application/messaging';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import type { OwnProfile, UserProfile } from '../../src/domain/identity';
import { type DirectChannel, pairOf } from '../../src/domain/messaging';
import { assert } from '../../src/shared/assert';
import { compareIds, type Id } from '../../src/shared/ids';

export class FakeDirectChannelReader extends DirectChannelReader {
  readonly channels = new Map<Id, DirectChannel>();
  reads = 0;

  async find(channelId: Id): Promise<DirectChannel | undefined> {
    this.reads += 1;
    return this.channels.get(channelId);
  }

  async findPair(one: Id, other: Id): Promise<DirectChannel | undefined> {
    const pair = pairOf(one, other).join();
    return [...this.channels.values()].find(({ recipientIds }) => recipientIds.join() === pair);
  }

  async ofUser(userId: Id, limit: number): Promise<readonly DirectChannel[]> {
    const used = ({ id, lastMessageId = id }: DirectChannel): Id => lastMessageId;
    return [...this.channels.values()]
      .filter(({ recipientIds }) => recipientIds.includes(userId))
      .sort((a, b) => compareIds(used(b), used(a)))
      .slice(0, limit);
  }
}

export class FakeDirectChannelRepository extends DirectChannelRepository {
  constructor(
    private readonly reader: FakeDirectChannelReader,
    private readonly uow: UnitOfWork,
  ) {
    super();
  }

  async ensure(channel: DirectChannel): Promise<DirectChannel> {
    assert(this.uow.active, 'a direct channel is only made inside a unit of work');
    const existing = await this.reader.findPair(...channel.recipientIds);
    if (!existing) this.reader.channels.set(channel.id, channel);
    return existing ?? channel;
  }
}

/** Everybody shares a guild with everybody, but for the pairs that a test puts apart. */
export class FakeMutualGuilds extends MutualGuilds {
  private readonly apart = new Set<string>();

  putApart(one: Id, other: Id): void {
    this.apart.add(pairOf(one, other).join());
  }

  async exist(one: Id, other: Id): Promise<boolean> {
    return !this.apart.has(pairOf(one, other).join());
  }
}

/** The accounts that a test adds. */
export class FakeUserDirectory extends UserDirectory {
  readonly profiles = new Map<Id, OwnProfile>();

  add(id: Id, changes: Partial<UserProfile> = {}): UserProfile {
    const profile: UserProfile = { id, kind: 'human', username: `user${id}`, isDeleted: false, ...changes };
    this.profiles.set(id, profile);
    return profile;
  }

  async find(userId: Id): Promise<UserProfile | undefined> {
    return this.profiles.get(userId);
  }

  async findMany(userIds: Iterable<Id>): Promise<ReadonlyMap<Id, UserProfile>> {
    return new Map([...userIds].flatMap((id) => [[id, this.profiles.get(id)] as const]).flatMap(known));
  }

  async findOwn(userId: Id): Promise<OwnProfile | undefined> {
    return this.profiles.get(userId);
  }
}

const known = ([id, profile]: readonly [Id, UserProfile | undefined]): [Id, UserProfile][] =>
  profile ? [[id, profile]] : [];
