import { aPng, dataUri } from '../../../../test/builders/pictures';
import { WebhooksWorld } from '../../../../test/builders/webhooks';
import type { IncomingWebhook } from '../../../domain/guilds';
import { DeleteWebhookMessage } from './delete-webhook-message';
import { EditWebhookMessage } from './edit-webhook-message';
import { SendWebhookMessage } from './send-webhook-message';

const components = [{ type: 1, components: [{ type: 2, style: 5, url: 'https://example.org', label: 'go' }] }];

let world: WebhooksWorld;
let webhook: IncomingWebhook;
beforeEach(async () => {
  world = new WebhooksWorld();
  webhook = await world.webhook({ avatar: 'a'.repeat(32) });
});

const send = (draft: Parameters<SendWebhookMessage['execute']>[1]['draft'], input = {}, by = webhook) =>
  world.send.execute(world.keyOf(by), { draft, ...input });

describe(SendWebhookMessage.name, () => {
  it('posts as the webhook', async () => {
    const message = await send({ content: 'hello' });

    expect(message).toMatchObject({ channelId: world.channelId, kind: 'text', content: 'hello' });
    expect(message.author).toEqual({ userId: webhook.id, name: 'Captain Hook' });
    expect(message.details?.webhook).toEqual({ id: webhook.id, name: 'Captain Hook', avatar: webhook.avatar });
  });

  it('posts under another name', async () => {
    const message = await send({ content: 'hello' }, { username: ' Smee ' });

    expect(message.details?.webhook?.name).toBe('Smee');
    await expect(send({ content: 'x' }, { username: ' ' })).rejects.toMatchObject({ kind: 'invalid' });
  });

  describe('with a picture of its own', () => {
    const owner = { kind: 'avatar', id: '77' } as const;
    const pictureOf = async (avatarUrl: string) =>
      (await send({ content: 'hello' }, { avatarUrl })).details?.webhook?.avatar;

    it('that is an avatar of this server', async () => {
      const name = await world.images.store(owner, dataUri(aPng(1)));
      const address = `https://chat.test/avatars/77/${name}.webp?size=128`;

      expect(await pictureOf(address)).toBe(name);
      await world.images.remove(owner, name);
      expect(await pictureOf(address)).toBe(name);
    });

    it('that is an attachment of this server', async () => {
      const file = { id: '500', filename: 'é.png', contentType: 'image/png', size: 1, channelId: '1', uploaderId: '2' };
      const source = async function* (): AsyncIterable<Uint8Array> {
        yield Buffer.from('picture');
      };
      await world.files.keep(await world.files.receive(source()), file.id);
      await world.attachments.add([file, { ...file, id: '501', contentType: 'text/plain' }]);
      await world.files.keep(await world.files.receive(source()), '501');
      await world.uow.run(() => world.attachments.attach('1', '3', ['500', '501']));

      expect(await pictureOf('https://chat.test/attachments/1/500/%C3%A9.png?ex=1&is=1&hm=1')).toMatch(
        /^[0-9a-f]{32}$/,
      );
      expect(await pictureOf('https://chat.test/attachments/1/501/%C3%A9.png?ex=1&is=1&hm=1')).toBe(webhook.avatar);
    });

    it.each([
      'https://elsewhere.test/picture.png',
      'https://chat.test/avatars/77/00000000000000000000000000000000.png',
      'https://chat.test/attachments/1/2/%E0%A4%A',
      'https://chat.test/attachments/1/2/unknown.png',
      'http://[',
      '',
    ])('but not with %j', async (address) => {
      expect(await pictureOf(address)).toBe(webhook.avatar);
    });
  });

  it('may mention everybody', async () => {
    world.users.add(world.ann.userId);
    const role = world.guilds.addRole(world.guildId, { id: world.ids.next() });
    const content = `@everyone <@${world.ann.userId}> <@&${role.id}> <@&${world.guildId}> <@&7>`;
    const message = await send({ content });

    expect(message.details?.mentions).toEqual({ userIds: [world.ann.userId], roleIds: [role.id], everyone: true });
  });

  it('posts into a thread of its channel, and opens it', async () => {
    const thread = world.thread({ isArchived: true });
    const message = await send({ content: 'hello' }, { threadId: thread.id });

    expect(message.channelId).toBe(thread.id);
    expect(world.stored(thread.id)?.isArchived).toBe(false);
  });

  it('posts nowhere else', async () => {
    const other = world.guilds.addChannel(world.guildId, { id: world.ids.next() });
    const elsewhere = world.thread({ parentId: other.id });
    const locked = world.thread({ isLocked: true });
    const into = (threadId: string) => send({ content: 'hello' }, { threadId });

    await expect(into(elsewhere.id)).rejects.toMatchObject({ code: 'unknown_channel' });
    await expect(into(other.id)).rejects.toMatchObject({ code: 'unknown_channel' });
    await expect(into(world.channelId)).rejects.toMatchObject({ code: 'unknown_channel' });
    await expect(into('x')).rejects.toMatchObject({ code: 'unknown_channel' });
    await expect(into(locked.id)).rejects.toMatchObject({ code: 'thread_locked' });
  });

  it('carries components of an application, or when asked to', async () => {
    const ofApplication = await world.webhook({ applicationId: '77' });
    const plain = await send({ content: 'a', components });
    const asked = await send({ content: 'a', components }, { withComponents: true });
    const owned = await send({ content: 'a', components }, {}, ofApplication);

    expect(plain.details).not.toHaveProperty('components');
    expect(asked.details?.components).toEqual(components);
    expect(owned.details).toMatchObject({ components, applicationId: '77' });
  });

  it('refuses nothing to say, wrong tokens and webhooks that are gone', async () => {
    const execute = (webhookId: string, token: string) =>
      world.send.execute({ webhookId, token }, { draft: { content: 'x' } });

    await expect(send({ content: ' ' })).rejects.toMatchObject({ code: 'empty_message' });
    await expect(execute(webhook.id, 'wrong')).rejects.toMatchObject({ code: 'invalid_webhook_token' });
    await expect(execute('7', 'wrong')).rejects.toMatchObject({ code: 'unknown_webhook' });
  });
});

describe(EditWebhookMessage.name, () => {
  const edit = (messageId: string, input: object, by = webhook) =>
    world.edit.execute(world.keyOf(by), { messageId, edit: {}, ...input });

  it('changes what the webhook said', async () => {
    const { id } = await send({ content: 'before', embeds: [{ title: 'box' }] });
    const edited = await edit(id, { edit: { content: 'after' } });

    expect(edited).toMatchObject({
      content: 'after',
      details: { embeds: [{ title: 'box' }], webhook: { id: webhook.id } },
    });
    expect(edited.editedAtMs).toBe(world.clock.nowMs());
    expect(world.uow.events.at(-1)).toMatchObject({ type: 'message.updated', message: edited });
  });

  it('changes components only when it may have some', async () => {
    const { id } = await send({ content: 'a' });
    const plain = await edit(id, { edit: { components } });
    const asked = await edit(id, { edit: { components }, withComponents: true });

    expect(plain.details).not.toHaveProperty('components');
    expect(asked.details?.components).toEqual(components);
  });

  it('refuses messages of others, and those that stand elsewhere', async () => {
    const other = await world.webhook();
    const { id } = await send({ content: 'mine' });
    const thread = world.thread();

    await expect(edit(id, {}, other)).rejects.toMatchObject({ code: 'unknown_message' });
    await expect(edit(id, { threadId: thread.id })).rejects.toMatchObject({ code: 'unknown_message' });
    await expect(edit('7', {})).rejects.toMatchObject({ code: 'unknown_message' });
    await expect(edit('@original', {})).rejects.toMatchObject({ code: 'unknown_message' });
  });
});

describe(DeleteWebhookMessage.name, () => {
  it('takes back what the webhook said', async () => {
    const thread = world.thread();
    const { id } = await send({ content: 'oops' }, { threadId: thread.id });
    await world.takeBack.execute(world.keyOf(webhook), { messageId: id, threadId: thread.id });

    expect(world.messages.of(thread.id)).toEqual([]);
    expect(world.uow.events.at(-1)).toMatchObject({ type: 'message.deleted', channelId: thread.id, messageId: id });
    const again = world.takeBack.execute(world.keyOf(webhook), { messageId: id, threadId: thread.id });
    await expect(again).rejects.toMatchObject({ code: 'unknown_message' });
  });
});
