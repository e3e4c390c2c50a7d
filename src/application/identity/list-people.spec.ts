import { actorOf, IdentityWorld } from '../../../test/fakes/identity-world';
import { StoredPeopleReader } from '../../../test/fakes/identity-storage';
import { ListPeople, PEOPLE_PAGE_MAX } from './list-people';

async function setUp() {
  const world = new IdentityWorld();
  const people = [await world.register('anna'), await world.register('bert'), await world.register('Annabel')];
  const actor = actorOf(people[1].grant);
  const list = new ListPeople(new StoredPeopleReader(world.stored), world.users);
  return { actor, list, people: people.map(({ profile }) => profile) };
}

const namesOf = (people: readonly { readonly username: string }[]): string[] => people.map(({ username }) => username);

describe('ListPeople', () => {
  it('shows everybody but oneself, without addresses, page by page', async () => {
    const { actor, list, people } = await setUp();
    const all = await list.execute(actor, { limit: 10 });

    expect(namesOf(all)).toEqual(['anna', 'Annabel']);
    expect(JSON.stringify(all)).not.toContain('@');
    expect(namesOf(await list.execute(actor, { limit: 1 }))).toEqual(['anna']);
    expect(namesOf(await list.execute(actor, { limit: 10, after: people[0].id }))).toEqual(['Annabel']);
  });

  it('finds names by any part of them', async () => {
    const { actor, list } = await setUp();

    expect(namesOf(await list.execute(actor, { limit: 10, search: ' BEL ' }))).toEqual(['Annabel']);
    expect(namesOf(await list.execute(actor, { limit: 10, search: '  ' }))).toHaveLength(2);
    expect(namesOf(await list.execute(actor, { limit: 10, search: '%' }))).toEqual([]);
  });

  it.each([0, 1.5, PEOPLE_PAGE_MAX + 1])('refuses a limit of %p', async (limit) => {
    const { actor, list } = await setUp();

    await expect(list.execute(actor, { limit })).rejects.toMatchObject({
      code: 'invalid',
      details: { field: 'limit' },
    });
  });
});
