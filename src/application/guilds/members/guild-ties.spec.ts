import { MembersWorld } from '../../../../test/fakes/members-world';
import { GuildTies } from './guild-ties';

function setUp() {
  const world = new MembersWorld();
  const ties = new GuildTies(world.reader, world.guilds, world.membership);
  return { world, release: (userId: string) => world.uow.run(() => ties.release(userId)) };
}

describe('GuildTies', () => {
  it('takes an account out of every guild it is in', async () => {
    const { world, release } = setUp();
    const otherGuild = world.ids.next();
    world.reader.addGuild(otherGuild, world.owner.userId);
    world.reader.addMember(otherGuild, world.member.userId);

    await release(world.member.userId);
    expect(await world.reader.membershipsOf(world.member.userId)).toEqual([]);
    expect(world.uow.events.filter(({ type }) => type === 'member.left')).toHaveLength(2);
  });

  it('keeps an owner', async () => {
    const { world, release } = setUp();

    await expect(release(world.owner.userId)).rejects.toMatchObject({ code: 'owns_guilds' });
    expect(world.stored(world.owner.userId)).toBeDefined();
  });

  it('has nothing to do for somebody without a guild', async () => {
    const { world, release } = setUp();
    await release(world.person().userId);

    expect(world.uow.events).toEqual([]);
  });
});
