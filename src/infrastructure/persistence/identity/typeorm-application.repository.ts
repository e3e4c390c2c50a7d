import { Injectable } from '@nestjs/common';
import {
  ApplicationRepository,
  type BotCredentials,
  type NewBot,
} from '../../../application/identity/application.repository';
import { type Application, identityError, usernameKey } from '../../../domain/identity';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { type ApplicationRow, applicationTable } from './account.table';
import { throwConflict } from './typeorm-account.repository';
import { userTable } from './user.table';

@Injectable()
export class TypeOrmApplicationRepository extends ApplicationRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async insert(application: Application): Promise<void> {
    await this.running().insert(applicationTable, toRow(application));
  }

  async find(applicationId: Id): Promise<Application | undefined> {
    const rows = await this.context.query<ApplicationRow[]>('SELECT * FROM applications WHERE id = $1', [
      applicationId,
    ]);
    return rows[0] && toDomain(rows[0]);
  }

  async list(ownerId: Id, limit: number): Promise<readonly Application[]> {
    const rows = await this.context.query<ApplicationRow[]>(
      'SELECT * FROM applications WHERE owner_id = $1 ORDER BY id LIMIT $2',
      [ownerId, limit],
    );
    return rows.map(toDomain);
  }

  async update(application: Application): Promise<void> {
    const { name, description, icon, flags, is_bot_public } = toRow(application);
    await this.running().update(
      applicationTable,
      { id: application.id },
      { name, description, icon, flags, is_bot_public },
    );
  }

  async addBot(applicationId: Id, bot: NewBot, tokenDigest: Uint8Array): Promise<void> {
    const manager = this.running();
    await manager
      .insert(userTable, {
        id: bot.userId,
        kind: 'bot',
        username: bot.username,
        username_key: usernameKey(bot.username),
        created_at: new Date(bot.createdAtMs),
      })
      .catch(throwConflict);
    const [, changed] = await manager.query<[unknown[], number]>(
      'UPDATE applications SET bot_user_id = $2, bot_token_hash = $3 WHERE id = $1 AND bot_user_id IS NULL',
      [applicationId, bot.userId, Buffer.from(tokenDigest)],
    );
    if (changed === 0) throw identityError('bot_exists');
  }

  async setBotToken(applicationId: Id, tokenDigest: Uint8Array | undefined): Promise<void> {
    await this.running().update(
      applicationTable,
      { id: applicationId },
      { bot_token_hash: tokenDigest === undefined ? null : Buffer.from(tokenDigest) },
    );
  }

  async findBot(botUserId: Id): Promise<BotCredentials | undefined> {
    const rows = await this.context.query<{ id: Id; bot_token_hash: Buffer }[]>(
      'SELECT id, bot_token_hash FROM applications WHERE bot_user_id = $1 AND bot_token_hash IS NOT NULL',
      [botUserId],
    );
    return rows[0] && { applicationId: rows[0].id, tokenDigest: rows[0].bot_token_hash };
  }

  private running() {
    assert(this.context.current, 'applications are only written inside a unit of work');
    return this.context.current.manager;
  }
}

const toRow = (application: Application): ApplicationRow => ({
  id: application.id,
  owner_id: application.ownerId,
  name: application.name,
  description: application.description,
  icon: application.icon ?? null,
  bot_user_id: application.botUserId ?? null,
  bot_token_hash: null,
  flags: application.flags,
  is_bot_public: application.isBotPublic,
});

const toDomain = (row: ApplicationRow): Application => ({
  id: row.id,
  ownerId: row.owner_id,
  name: row.name,
  description: row.description,
  ...(row.icon !== null && { icon: row.icon }),
  ...(row.bot_user_id !== null && { botUserId: row.bot_user_id }),
  flags: row.flags,
  isBotPublic: row.is_bot_public,
});
