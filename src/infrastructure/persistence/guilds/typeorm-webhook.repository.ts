import { Injectable } from '@nestjs/common';
import { WebhookRepository } from '../../../application/guilds/webhooks';
import type { IncomingWebhook } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { type WebhookRow, webhookTable } from './guild-extras.table';

const WEBHOOKS = `SELECT w.* FROM webhooks w JOIN channels c ON c.id = w.channel_id JOIN guilds g ON g.id = w.guild_id
  WHERE c.closed_at IS NULL AND g.deleted_at IS NULL`;
/** Webhooks in one answer; a guild's channels cannot have more. */
const LISTED_MAX = 7_500;

@Injectable()
export class TypeOrmWebhookRepository extends WebhookRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async find(webhookId: Id): Promise<IncomingWebhook | undefined> {
    const rows = await this.context.query<WebhookRow[]>(`${WEBHOOKS} AND w.id = $1`, [webhookId]);
    return rows[0] && toDomain(rows[0]);
  }

  async ofChannel(channelId: Id): Promise<readonly IncomingWebhook[]> {
    return this.list('w.channel_id', channelId);
  }

  async ofGuild(guildId: Id): Promise<readonly IncomingWebhook[]> {
    return this.list('w.guild_id', guildId);
  }

  async insert(webhook: IncomingWebhook): Promise<void> {
    await this.context.manager.insert(webhookTable, toRow(webhook));
  }

  async update(webhook: IncomingWebhook): Promise<boolean> {
    const { name, avatar, channel_id } = toRow(webhook);
    const { affected } = await this.context.manager.update(
      webhookTable,
      { id: webhook.id },
      { name, avatar, channel_id },
    );
    return affected === 1;
  }

  async remove(webhookId: Id): Promise<boolean> {
    const { affected } = await this.context.manager.delete(webhookTable, { id: webhookId });
    return affected === 1;
  }

  private async list(column: string, id: Id): Promise<readonly IncomingWebhook[]> {
    const rows = await this.context.query<WebhookRow[]>(
      `${WEBHOOKS} AND ${column} = $1 ORDER BY w.id LIMIT ${LISTED_MAX}`,
      [id],
    );
    return rows.map(toDomain);
  }
}

const toRow = (webhook: IncomingWebhook): WebhookRow => ({
  id: webhook.id,
  guild_id: webhook.guildId,
  channel_id: webhook.channelId,
  creator_id: webhook.creatorId ?? null,
  name: webhook.name,
  avatar: webhook.avatar ?? null,
  application_id: webhook.applicationId ?? null,
  token_nonce: webhook.tokenNonce,
});

const toDomain = (row: WebhookRow): IncomingWebhook => ({
  id: row.id,
  guildId: row.guild_id,
  channelId: row.channel_id,
  ...(row.creator_id !== null && { creatorId: row.creator_id }),
  name: row.name,
  ...(row.avatar !== null && { avatar: row.avatar }),
  ...(row.application_id !== null && { applicationId: row.application_id }),
  tokenNonce: row.token_nonce,
});
