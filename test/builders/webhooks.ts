import { AttachmentLinkCheck, ReadAttachment } from '../../src/application/files';
import { LockedChannels, LockedGuilds } from '../../src/application/guilds';
import { OpenThreadForSend } from '../../src/application/guilds/threads/open-thread-for-send';
import { ThreadMemberships } from '../../src/application/guilds/threads/thread-memberships';
import {
  CreateWebhook,
  DeleteWebhook,
  DeleteWebhookMessage,
  EditWebhookMessage,
  ListWebhooks,
  SendWebhookMessage,
  UpdateWebhook,
  WebhookAccess,
  WebhookChanges,
  WebhookChannel,
  type WebhookKey,
  WebhookMessages,
  WebhookPictures,
} from '../../src/application/guilds/webhooks';
import { MessageComposer, MessageEditor, MessageRemoval } from '../../src/application/messaging';
import { type IncomingWebhook, Permission } from '../../src/domain/guilds';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { FakeAttachmentRegistry, FakeFileStorage, FakeImageStore, FakeThumbnails } from '../fakes/files';
import { FakeUserDirectory } from '../fakes/direct-channels';
import { FakeMemberNames, FakeMessageReader, FakeMessageWriter } from '../fakes/messaging';
import { SilentLogger } from '../fakes/rooms-log';
import { FakeGuildLocks, FakeWebhookRepository, FakeWebhookTokens } from '../fakes/webhooks';
import { actorOf, ThreadsWorld } from './threads';

/** Every link is a valid one. */
class TrustingLinks extends AttachmentLinkCheck {
  isValid(): boolean {
    return true;
  }
}

/** A guild in which Molly manages webhooks, and what their use cases stand on, in memory. */
export class WebhooksWorld extends ThreadsWorld {
  readonly webhooks = new FakeWebhookRepository();
  readonly tokens = new FakeWebhookTokens();
  readonly images = new FakeImageStore();
  readonly users = new FakeUserDirectory();
  readonly files = new FakeFileStorage(this.clock);
  readonly attachments = new FakeAttachmentRegistry(this.clock, this.uow);
  readonly writer = new FakeMessageWriter(this.messages, this.ids, new InProcessEventBus(new SilentLogger()));
  readonly webhookAccess = new WebhookAccess(this.webhooks, this.tokens, this.access);
  readonly molly = actorOf(this.ids.next());
  readonly create: CreateWebhook;
  readonly update: UpdateWebhook;
  readonly remove: DeleteWebhook;
  readonly list = new ListWebhooks(this.access, this.webhooks);
  readonly send: SendWebhookMessage;
  readonly edit: EditWebhookMessage;
  readonly takeBack: DeleteWebhookMessage;

  constructor() {
    super();
    const { access, webhooks, webhookAccess, images, uow, clock, messageRepository, attachments } = this;
    const guilds = new LockedGuilds(new FakeGuildLocks(uow), this.guilds, access, uow);
    const channels = new LockedChannels(guilds, access, uow);
    const changes = new WebhookChanges(this.audit, uow);
    const reader = new FakeMessageReader(this.messages);
    const composer = new MessageComposer(this.users, reader, new FakeMemberNames());
    const places = new WebhookChannel(this.directory);
    const own = new WebhookMessages(webhookAccess, places, messageRepository);
    const memberships = new ThreadMemberships(this.reader, this.invalidations);
    const threads = new OpenThreadForSend(memberships, this.changes, uow, clock);
    const editor = new MessageEditor(messageRepository, reader, composer, attachments, uow, clock);
    this.create = new CreateWebhook(access, channels, webhooks, this.tokens, images, changes, this.ids);
    this.update = new UpdateWebhook(webhookAccess, access, webhooks, images, changes, uow);
    this.remove = new DeleteWebhook(webhookAccess, webhooks, changes, uow);
    const read = new ReadAttachment(new TrustingLinks(), attachments, this.files, new FakeThumbnails());
    const pictures = new WebhookPictures(images, read);
    this.send = new SendWebhookMessage(webhookAccess, places, pictures, threads, composer, this.writer);
    this.edit = new EditWebhookMessage(own, editor);
    this.takeBack = new DeleteWebhookMessage(own, new MessageRemoval(messageRepository, attachments, uow, clock));
    const role = this.guilds.addRole(this.guildId, { id: this.ids.next(), permissions: Permission.manageWebhooks });
    this.guilds.addMember(this.guildId, this.molly.userId, { roleIds: [role.id] });
  }

  /** Made by Molly in the guild's channel. */
  async webhook(changes: Partial<IncomingWebhook> = {}): Promise<IncomingWebhook> {
    const webhook = await this.create.execute(this.molly, { channelId: this.channelId, name: 'Captain Hook' });
    const changed = { ...webhook, ...changes };
    await this.webhooks.update(changed);
    return changed;
  }

  keyOf(webhook: IncomingWebhook): WebhookKey {
    return { webhookId: webhook.id, token: this.tokens.tokenOf(webhook) };
  }
}
