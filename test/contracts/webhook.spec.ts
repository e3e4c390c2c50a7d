import type { WebhookRepository } from '../../src/application/guilds/webhooks';
import type { IncomingWebhook } from '../../src/domain/guilds';
import { TypeOrmWebhookRepository } from '../../src/infrastructure/persistence/guilds/typeorm-webhook.repository';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import type { Id } from '../../src/shared/ids';
import { GuildRows } from '../builders/guilds';
import { FakeWebhookRepository } from '../fakes/webhooks';
import { openTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let rows: GuildRows;
let repository: TypeOrmWebhookRepository;
beforeAll(async () => {
  database = await openTestDatabase();
  const { dataSource } = await database.open();
  rows = new GuildRows(dataSource);
  repository = new TypeOrmWebhookRepository(new TransactionContext(dataSource));
});
afterAll(() => database?.close());

describe.each([
  ['fake', (): WebhookRepository => new FakeWebhookRepository()],
  ['TypeORM', (): WebhookRepository => repository],
])('WebhookRepository (%s)', (_name, open: () => WebhookRepository) => {
  let webhooks: WebhookRepository;
  let guildId: Id;
  let channelId: Id;
  let other: Id;
  beforeAll(async () => {
    webhooks = open();
    ({ guildId } = await rows.guildWithOwner());
    channelId = await rows.channel(guildId);
    other = await rows.channel(guildId);
  });

  const add = async (changes: Partial<IncomingWebhook> = {}): Promise<IncomingWebhook> => {
    const webhook = { id: rows.nextId(), guildId, channelId, name: 'hook', tokenNonce: 'n', ...changes };
    await webhooks.insert(webhook);
    return webhook;
  };

  it('finds what was stored, by channel and guild, the oldest first', async () => {
    const bare = await add();
    const whole = await add({ creatorId: '5', avatar: 'a'.repeat(32), applicationId: '6' });
    const elsewhere = await add({ channelId: other });

    expect(await webhooks.find(bare.id)).toEqual(bare);
    expect(await webhooks.find(whole.id)).toEqual(whole);
    expect(await webhooks.ofChannel(channelId)).toEqual([bare, whole]);
    expect(await webhooks.ofGuild(guildId)).toEqual([bare, whole, elsewhere]);
    expect(await webhooks.find('7')).toBeUndefined();
    expect(await webhooks.ofGuild('7')).toEqual([]);
  });

  it('changes name, picture and channel', async () => {
    const { avatar, ...webhook } = await add({ avatar: 'b'.repeat(32) });
    const changed = { ...webhook, name: 'new', channelId: other };

    expect(avatar).toBeDefined();
    expect(await webhooks.update(changed)).toBe(true);
    expect(await webhooks.find(webhook.id)).toEqual(changed);
    expect(await webhooks.update({ ...changed, id: '7' })).toBe(false);
  });

  it('removes one once', async () => {
    const { id } = await add();

    expect(await webhooks.remove(id)).toBe(true);
    expect(await webhooks.remove(id)).toBe(false);
    expect(await webhooks.find(id)).toBeUndefined();
  });
});

describe('TypeOrmWebhookRepository', () => {
  it('hides webhooks of channels and guilds that are deleted', async () => {
    const { guildId } = await rows.guildWithOwner();
    const [kept, closed] = [await rows.channel(guildId), await rows.channel(guildId)];
    const [first, second] = [rows.nextId(), rows.nextId()];
    await repository.insert({ id: first, guildId, channelId: kept, name: 'a', tokenNonce: 'n' });
    await repository.insert({ id: second, guildId, channelId: closed, name: 'b', tokenNonce: 'n' });
    await rows.closeChannel(closed);

    expect((await repository.ofGuild(guildId)).map(({ id }) => id)).toEqual([first]);
    await rows.deleteGuild(guildId);
    expect(await repository.find(first)).toBeUndefined();
  });
});
