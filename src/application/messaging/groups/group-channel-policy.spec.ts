import { GroupsWorld } from '../../../../test/fakes/groups-world';
import { type AccountActor, type Actor, operator } from '../../shared/actor';
import type { MessageAct } from '../channel-policy';
import { groupMemberKey } from './group-keys';

const acts: readonly MessageAct[] = ['view', 'type', 'react', 'add_reaction', 'pin', 'edit', 'recall', 'moderate'];

async function setUp() {
  const world = new GroupsWorld();
  const scene = await world.group();
  /** Those acts that are refused, with the refusal. */
  const refused = async (actor: Actor) => {
    const refusals: [MessageAct, string][] = [];
    for (const act of acts) {
      await world.policy.requireAct(actor, scene.id, act).catch((error: { code: string }) => {
        refusals.push([act, error.code]);
      });
    }
    return refusals;
  };
  const deletes = (actor: AccountActor, author?: AccountActor) =>
    world.policy.requireDelete(actor, scene.id, { author: author && { userId: author.userId } });
  return { world, policy: world.policy, refused, deletes, ...scene };
}

describe('GroupChannelPolicy', () => {
  it('lets members talk, and admins mention everybody', async () => {
    const { policy, id, owner, admin, member } = await setUp();

    for (const [actor, everyone] of [[owner, true] as const, [admin, true] as const, [member, false] as const]) {
      const grant = await policy.requireSend(actor, id);
      expect(grant).toMatchObject({ kind: 'text', author: { userId: actor.userId }, mentions: { everyone } });
      expect(grant.mentions?.mayMentionRole('1')).toBe(false);
      expect(await policy.requireHistory(actor, id)).toEqual({});
    }
  });

  it('lets members take back what they said, and admins what anybody said', async () => {
    const { policy, refused, deletes, id, owner, admin, member } = await setUp();

    expect(await refused(member)).toEqual([['moderate', 'missing_permissions']]);
    expect([await refused(admin), await refused(owner)]).toEqual([[], []]);
    expect(await deletes(member, member)).toMatchObject({});
    await expect(deletes(member, admin)).rejects.toMatchObject({ code: 'missing_permissions' });
    await expect(deletes(member)).rejects.toMatchObject({ code: 'missing_permissions' });
    expect(await deletes(admin, owner)).toMatchObject({});
    expect(await policy.requireAct(member, id, 'edit')).toMatchObject({ mentions: { everyone: false } });
  });

  it('is there for nobody else', async () => {
    const { policy, refused, id, member, stranger } = await setUp();
    const others: readonly Actor[] = [stranger, operator, { kind: 'guest', externalId: member.userId }];

    for (const actor of others) {
      for (const refusal of [policy.requireSend(actor, id), policy.requireHistory(actor, id)]) {
        await expect(refusal).rejects.toMatchObject({ code: 'unknown_channel' });
      }
      expect(await refused(actor)).toEqual(acts.map((act) => [act, 'unknown_channel']));
    }
    for (const nowhere of ['77', 'x']) {
      await expect(policy.requireHistory(member, nowhere)).rejects.toMatchObject({ code: 'unknown_channel' });
    }
  });

  it('silences whoever is muted until that ends; reading goes on', async () => {
    const { world, policy, refused, id, member } = await setUp();
    world.seat(id, member.userId, { mutedUntilMs: world.clock.nowMs() + 1_000, joinedSeq: 4 });

    await expect(policy.requireSend(member, id)).rejects.toMatchObject({ kind: 'forbidden', code: 'muted_in_group' });
    expect((await refused(member)).map(([act]) => act)).toEqual(
      acts.filter((act) => act !== 'view' && act !== 'recall'),
    );
    expect(await policy.requireHistory(member, id)).toEqual({ fromSeq: 4 });
    world.clock.advance(1_000);
    expect(await policy.requireSend(member, id)).toMatchObject({ kind: 'text', fromSeq: 4 });
  });

  it('shows all where the group says so', async () => {
    const { world, policy, id, group, member } = await setUp();
    world.store.groups.set(id, { ...group, isHistoryVisible: true });
    world.seat(id, member.userId, { joinedSeq: 4 });

    expect(await policy.requireHistory(member, id)).toEqual({});
  });

  it('asks the database once, and again after a change', async () => {
    const { world, policy, id, member } = await setUp();
    world.store.reads = 0;
    for (let time = 0; time < 3; time += 1) await policy.requireSend(member, id);
    expect(world.store.reads).toBe(2);

    world.store.members.delete(`${id}:${member.userId}`);
    world.hub.publish(groupMemberKey(id, member.userId));
    await expect(policy.requireSend(member, id)).rejects.toMatchObject({ code: 'unknown_channel' });
  });
});

describe('GroupMemberships', () => {
  it('knows who may see a message', async () => {
    const { world, id, group, owner, admin, member } = await setUp();
    world.seat(id, member.userId, { joinedSeq: 4 });
    const readers = (seq: number) => world.memberships.readerIds(id, seq);

    expect(await readers(4)).toEqual([owner.userId, admin.userId]);
    expect(await readers(5)).toEqual([owner.userId, admin.userId, member.userId]);
    expect(await world.memberships.readerIds('77', 5)).toEqual([]);
    expect(await world.memberships.memberIds('x')).toEqual([]);
    world.store.groups.set(id, { ...group, isHistoryVisible: true });
    world.hub.publish(`group:${id}`);
    expect(await readers(4)).toHaveLength(3);
  });
});
