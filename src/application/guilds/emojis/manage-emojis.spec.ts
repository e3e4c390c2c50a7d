import { MembersWorld } from '../../../../test/fakes/members-world';
import { AuditAction, EMOJIS_MAX, Permission } from '../../../domain/guilds';
import { CreateEmoji, type CreateEmojiInput } from './create-emoji';
import { DeleteEmoji } from './delete-emoji';
import { UpdateEmoji } from './update-emoji';

const PICTURE = 'data:image/png;base64,AAAA';

function setUp() {
  const world = new MembersWorld();
  const { guilds, access, emojis, images, emojiChanges, ids, guildId } = world;
  const createEmoji = new CreateEmoji(guilds, access, emojis, images, emojiChanges, ids);
  return {
    world,
    guildId,
    create: (input: Partial<CreateEmojiInput> = {}, actor = world.owner) =>
      createEmoji.execute(actor, { guildId, name: 'dot', image: PICTURE, ...input }),
    updateEmoji: new UpdateEmoji(guilds, emojis, emojiChanges),
    deleteEmoji: new DeleteEmoji(guilds, emojis, images, emojiChanges),
  };
}

const refused = (code: string): unknown => expect.objectContaining({ code });

describe('CreateEmoji', () => {
  it('stores picture and row and tells the whole list', async () => {
    const { world, guildId, create } = setUp();
    const first = await create();
    const role = world.role();
    const second = await create({ name: 'spot', roleIds: [role.id, role.id], reason: 'nice' });

    expect(second).toEqual({
      ...{ id: second.id, guildId, name: 'spot', creatorId: world.owner.userId, animated: false },
      roleIds: [role.id],
    });
    expect(await world.images.open({ kind: 'emoji', id: first.id })).toBeDefined();
    expect(world.uow.events.at(-1)).toEqual({ type: 'emojis.updated', guildId, emojis: [first, second] });
    expect(world.uow.invalidatedKeys).toEqual([`guild:${guildId}`, `guild:${guildId}`]);
    expect(world.audit.records.at(-1)).toMatchObject({ actionType: AuditAction.emojiCreate, reason: 'nice' });
  });

  it('needs the right to make or manage expressions, and keeps no picture of a refused one', async () => {
    const { world, create } = setUp();

    await expect(create({}, world.member)).rejects.toEqual(refused('missing_permissions'));
    await expect(create({}, world.moderator(Permission.createExpressions))).resolves.toBeDefined();
    await expect(create({}, world.moderator(Permission.manageExpressions))).resolves.toBeDefined();
    await expect(create({ roleIds: ['77'] })).rejects.toEqual(refused('unknown_role'));
    await expect(create({ name: 'x' })).rejects.toEqual(refused('invalid'));
    await expect(create({ name: 'two words' })).rejects.toEqual(refused('invalid'));
    await expect(create({ image: 'text' })).rejects.toEqual(refused('invalid'));
    expect(world.images.images.size).toBe(2);
  });

  it('stops at the named maximum', async () => {
    const { create } = setUp();
    for (let number = 0; number < EMOJIS_MAX; number += 1) await create();

    await expect(create()).rejects.toEqual(refused('emojis_max'));
  });
});

describe('UpdateEmoji and DeleteEmoji', () => {
  it('change and delete it with its picture', async () => {
    const { world, guildId, create, updateEmoji, deleteEmoji } = setUp();
    const { id: emojiId } = await create();
    const changed = await updateEmoji.execute(world.owner, { guildId, emojiId, name: 'point', roleIds: [] });

    expect(changed).toMatchObject({ id: emojiId, name: 'point' });
    expect(world.audit.records.at(-1)?.changes).toEqual([{ key: 'name', oldValue: 'dot', newValue: 'point' }]);
    await deleteEmoji.execute(world.owner, { guildId, emojiId });
    expect(world.uow.events.at(-1)).toEqual({ type: 'emojis.updated', guildId, emojis: [] });
    expect(world.images.images.size).toBe(0);
    await expect(deleteEmoji.execute(world.owner, { guildId, emojiId })).rejects.toEqual(refused('unknown_emoji'));
    await expect(updateEmoji.execute(world.owner, { guildId, emojiId })).rejects.toEqual(refused('unknown_emoji'));
  });

  it('are for who may manage expressions, or made it', async () => {
    const { world, guildId, create, updateEmoji, deleteEmoji } = setUp();
    const maker = world.moderator(Permission.createExpressions);
    const [own, others] = [await create({}, maker), await create()];
    const rename = (emojiId: string) => updateEmoji.execute(maker, { guildId, emojiId, name: 'mine' });

    await expect(rename(own.id)).resolves.toMatchObject({ name: 'mine' });
    await expect(rename(others.id)).rejects.toEqual(refused('missing_permissions'));
    await expect(deleteEmoji.execute(maker, { guildId, emojiId: others.id })).rejects.toEqual(
      refused('missing_permissions'),
    );
    await expect(updateEmoji.execute(maker, { guildId, emojiId: own.id, name: '-' })).rejects.toEqual(
      refused('invalid'),
    );
  });
});
