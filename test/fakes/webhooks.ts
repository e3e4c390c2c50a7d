import { GuildLocks } from '../../src/application/guilds';
import { WebhookRepository, WebhookTokens } from '../../src/application/guilds/webhooks';
import type { UnitOfWork } from '../../src/application/shared/unit-of-work';
import type { IncomingWebhook } from '../../src/domain/guilds';
import { assert } from '../../src/shared/assert';
import { compareIds, type Id } from '../../src/shared/ids';

export class FakeWebhookRepository extends WebhookRepository {
  readonly webhooks = new Map<Id, IncomingWebhook>();

  async find(webhookId: Id): Promise<IncomingWebhook | undefined> {
    return this.webhooks.get(webhookId);
  }

  async ofChannel(channelId: Id): Promise<readonly IncomingWebhook[]> {
    return this.sorted().filter((webhook) => webhook.channelId === channelId);
  }

  async ofGuild(guildId: Id): Promise<readonly IncomingWebhook[]> {
    return this.sorted().filter((webhook) => webhook.guildId === guildId);
  }

  async insert(webhook: IncomingWebhook): Promise<void> {
    this.webhooks.set(webhook.id, webhook);
  }

  async update(webhook: IncomingWebhook): Promise<boolean> {
    const isThere = this.webhooks.has(webhook.id);
    if (isThere) this.webhooks.set(webhook.id, webhook);
    return isThere;
  }

  async remove(webhookId: Id): Promise<boolean> {
    return this.webhooks.delete(webhookId);
  }

  private sorted(): IncomingWebhook[] {
    return [...this.webhooks.values()].sort((one, other) => compareIds(one.id, other.id));
  }
}

/** Tokens that anybody can guess. */
export class FakeWebhookTokens extends WebhookTokens {
  private count = 0;

  newNonce(): string {
    this.count += 1;
    return `nonce${this.count}`;
  }

  tokenOf({ id, tokenNonce }: Pick<IncomingWebhook, 'id' | 'tokenNonce'>): string {
    return `${id}-${tokenNonce}`;
  }

  isTokenOf(webhook: Pick<IncomingWebhook, 'id' | 'tokenNonce'>, candidate: string): boolean {
    return this.tokenOf(webhook) === candidate;
  }
}

/** Every guild is there; nobody waits. */
export class FakeGuildLocks extends GuildLocks {
  constructor(private readonly uow: UnitOfWork) {
    super();
  }

  async lock(): Promise<boolean> {
    assert(this.uow.active, 'a guild is only locked inside a unit of work');
    return true;
  }
}
