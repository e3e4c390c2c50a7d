import { aPng, dataUri } from '../../../../test/builders/pictures';
import { WebhooksWorld } from '../../../../test/builders/webhooks';
import { AuditAction, type IncomingWebhook, WEBHOOK_NAME_MAX, WEBHOOKS_PER_CHANNEL_MAX } from '../../../domain/guilds';
import { CreateWebhook } from './create-webhook';
import { DeleteWebhook } from './delete-webhook';
import { ListWebhooks } from './list-webhooks';
import { UpdateWebhook } from './update-webhook';

let world: WebhooksWorld;
beforeEach(() => {
  world = new WebhooksWorld();
});

const refusal = (code: string) => ({ code });
const lastAudit = () => world.audit.records.at(-1);

describe(CreateWebhook.name, () => {
  it('makes a webhook that whoever manages them can use', async () => {
    const { channelId, guildId, molly } = world;
    const webhook = await world.create.execute(molly, {
      channelId,
      name: '  Hook ',
      avatar: dataUri(aPng()),
      reason: 'news',
    });

    expect(webhook).toMatchObject({ channelId, guildId, name: 'Hook', creatorId: molly.userId });
    expect(world.images.images.has(`avatar/${webhook.id}/${webhook.avatar}`)).toBe(true);
    expect(world.uow.events).toContainEqual({ type: 'webhooks.updated', guildId, channelId });
    expect(lastAudit()).toMatchObject({ actionType: AuditAction.webhookCreate, targetId: webhook.id, reason: 'news' });
    expect(await world.list.execute(molly, { channelId })).toEqual([webhook]);
  });

  it('remembers which application made it', async () => {
    const { channelId, molly } = world;
    const webhook = await world.create.execute({ ...molly, applicationId: '77' }, { channelId, name: 'Bot hook' });

    expect(webhook.applicationId).toBe('77');
  });

  it('refuses whoever does not manage webhooks', async () => {
    const { channelId } = world;
    const input = { channelId, name: 'Hook' };

    await expect(world.create.execute(world.ann, input)).rejects.toMatchObject(refusal('missing_permissions'));
    await expect(world.create.execute(world.stranger, input)).rejects.toMatchObject(refusal('unknown_channel'));
    expect(world.images.images.size).toBe(0);
  });

  it('refuses a category, a thread and one webhook too many', async () => {
    const { channelId, molly } = world;
    const category = world.guilds.addChannel(world.guildId, { id: world.ids.next(), type: 'category' });
    const thread = world.thread();
    const inPlace = (id: string) => world.create.execute(molly, { channelId: id, name: 'Hook' });

    await expect(inPlace(category.id)).rejects.toMatchObject(refusal('wrong_channel_type'));
    await expect(inPlace(thread.id)).rejects.toMatchObject(refusal('wrong_channel_type'));
    for (let count = 0; count < WEBHOOKS_PER_CHANNEL_MAX; count += 1) await inPlace(channelId);
    await expect(inPlace(channelId)).rejects.toMatchObject(refusal('webhooks_max'));
  });

  it.each(['', '   ', 'x'.repeat(WEBHOOK_NAME_MAX + 1), 'a\u0000b'])('refuses the name %j', async (name) => {
    const creating = world.create.execute(world.molly, { channelId: world.channelId, name });

    await expect(creating).rejects.toMatchObject({ kind: 'invalid', details: { field: 'name' } });
  });
});

describe(ListWebhooks.name, () => {
  it('shows those of the guild to whoever manages webhooks', async () => {
    const { guildId, channelId } = world;
    const webhook = await world.webhook();

    expect(await world.list.execute(world.owner, { guildId })).toEqual([webhook]);
    await expect(world.list.execute(world.ann, { guildId })).rejects.toMatchObject(refusal('missing_permissions'));
    await expect(world.list.execute(world.ann, { channelId })).rejects.toMatchObject(refusal('missing_permissions'));
    await expect(world.list.execute(world.stranger, { guildId })).rejects.toMatchObject(refusal('unknown_guild'));
    const { id } = world.thread();
    await expect(world.list.execute(world.owner, { channelId: id })).rejects.toMatchObject(
      refusal('wrong_channel_type'),
    );
  });
});

describe(UpdateWebhook.name, () => {
  let webhook: IncomingWebhook;
  beforeEach(async () => {
    webhook = await world.webhook();
  });

  it('renames it, gives it a picture and takes it away', async () => {
    const settings = { name: 'New', avatar: dataUri(aPng()) };
    const named = await world.update.execute(world.molly, { webhookId: webhook.id, settings, reason: 'why' });
    expect(named).toMatchObject({ name: 'New', avatar: expect.any(String) });
    expect(lastAudit()).toMatchObject({
      actionType: AuditAction.webhookUpdate,
      reason: 'why',
      userId: world.molly.userId,
    });
    const kept = await world.update.execute(world.molly, { webhookId: webhook.id, settings: {} });
    expect(kept.avatar).toBe(named.avatar);
    const bare = await world.update.executeByToken(world.keyOf(webhook), { avatar: null });

    expect(bare).not.toHaveProperty('avatar');
    expect(await world.webhooks.find(webhook.id)).toEqual(bare);
    expect(lastAudit()).toMatchObject({ actionType: AuditAction.webhookUpdate, userId: webhook.id });
  });

  it('moves it to another channel of the guild, and tells both', async () => {
    const other = world.guilds.addChannel(world.guildId, { id: world.ids.next() });
    const before = world.uow.events.length;
    await world.update.execute(world.molly, { webhookId: webhook.id, settings: { channelId: other.id } });

    expect((await world.webhooks.find(webhook.id))?.channelId).toBe(other.id);
    expect(world.uow.events.slice(before)).toMatchObject([{ channelId: world.channelId }, { channelId: other.id }]);
  });

  it('refuses to move it elsewhere', async () => {
    const guildId = world.ids.next();
    world.guilds.addGuild(guildId, world.molly.userId);
    const elsewhere = world.guilds.addChannel(guildId, { id: world.ids.next() });
    const category = world.guilds.addChannel(world.guildId, { id: world.ids.next(), type: 'category' });
    const move = (channelId: string) =>
      world.update.execute(world.molly, { webhookId: webhook.id, settings: { channelId } });

    await expect(move(elsewhere.id)).rejects.toMatchObject(refusal('unknown_channel'));
    await expect(move(category.id)).rejects.toMatchObject(refusal('wrong_channel_type'));
    await expect(move('7')).rejects.toMatchObject(refusal('unknown_channel'));
  });

  it('refuses others, wrong tokens and unknown webhooks', async () => {
    const change = (actor: typeof world.ann, webhookId = webhook.id) =>
      world.update.execute(actor, { webhookId, settings: { name: 'x' } });

    await expect(change(world.ann)).rejects.toMatchObject(refusal('missing_permissions'));
    await expect(change(world.stranger)).rejects.toMatchObject(refusal('unknown_webhook'));
    await expect(change(world.molly, '7')).rejects.toMatchObject(refusal('unknown_webhook'));
    await expect(change(world.molly, 'x')).rejects.toMatchObject(refusal('unknown_webhook'));
    const byToken = world.update.executeByToken({ webhookId: webhook.id, token: 'wrong' }, {});
    await expect(byToken).rejects.toMatchObject(refusal('invalid_webhook_token'));
  });

  it('says so when it was deleted meanwhile', async () => {
    jest.spyOn(world.webhooks, 'update').mockResolvedValue(false);
    const updating = world.update.executeByToken(world.keyOf(webhook), { name: 'x' });

    await expect(updating).rejects.toMatchObject(refusal('unknown_webhook'));
  });
});

describe(DeleteWebhook.name, () => {
  it('ends a webhook, by right or by token', async () => {
    const [first, second] = [await world.webhook(), await world.webhook()];
    await world.remove.execute(world.molly, { webhookId: first.id, reason: 'done' });
    expect(lastAudit()).toMatchObject({ actionType: AuditAction.webhookDelete, reason: 'done' });
    await world.remove.executeByToken(world.keyOf(second));

    expect(world.webhooks.webhooks.size).toBe(0);
    await expect(world.remove.executeByToken(world.keyOf(second))).rejects.toMatchObject(refusal('unknown_webhook'));
  });

  it('refuses others, and one that is gone meanwhile', async () => {
    const webhook = await world.webhook();
    const input = { webhookId: webhook.id };
    await expect(world.remove.execute(world.ann, input)).rejects.toMatchObject(refusal('missing_permissions'));
    jest.spyOn(world.webhooks, 'remove').mockResolvedValue(false);

    await expect(world.remove.execute(world.molly, input)).rejects.toMatchObject(refusal('unknown_webhook'));
  });
});
