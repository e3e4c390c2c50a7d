import { Injectable } from '@nestjs/common';
import {
  AccountRepository,
  type Credentials,
  type Login,
  type NewAccount,
  type ProfileChanges,
} from '../../../application/identity/account.repository';
import { emailKey, identityError, usernameKey } from '../../../domain/identity';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { toAppError } from '../constraint-errors';
import { TransactionContext } from '../transaction-context';
import { accountTable } from './account.table';
import { type UserRow, userTable } from './user.table';

/** What breaking a unique constraint of people and bots means. */
export const accountConflicts = {
  users_username_key: () => identityError('username_taken', { field: 'username' }),
  accounts_email_key: () => identityError('email_taken', { field: 'email' }),
};

export const throwConflict = (error: unknown): never => {
  throw toAppError(error, accountConflicts);
};

@Injectable()
export class TypeOrmAccountRepository extends AccountRepository {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async insert({ userId, username, email, displayName, passwordHash, createdAtMs }: NewAccount): Promise<void> {
    const manager = this.running();
    const createdAt = new Date(createdAtMs);
    await manager
      .insert(userTable, {
        id: userId,
        kind: 'human',
        username,
        username_key: usernameKey(username),
        ...(displayName !== undefined && { display_name: displayName }),
        created_at: createdAt,
      })
      .catch(throwConflict);
    await manager
      .insert(accountTable, {
        user_id: userId,
        email,
        email_key: emailKey(email),
        password_hash: passwordHash,
        password_changed_at: createdAt,
      })
      .catch(throwConflict);
  }

  async findCredentials(login: Login): Promise<Credentials | undefined> {
    const [column, value] = condition(login);
    const rows = await this.context.query<{ user_id: Id; password_hash: string }[]>(
      `SELECT a.user_id, a.password_hash FROM accounts a JOIN users u ON u.id = a.user_id
       WHERE ${column} = $1 AND u.deleted_at IS NULL`,
      [value],
    );
    return rows[0] && { userId: rows[0].user_id, passwordHash: rows[0].password_hash };
  }

  async lockCredentials(userId: Id): Promise<Credentials | undefined> {
    const rows = await this.running().query<{ password_hash: string }[]>(
      'SELECT password_hash FROM accounts WHERE user_id = $1 FOR UPDATE',
      [userId],
    );
    return rows[0] && { userId, passwordHash: rows[0].password_hash };
  }

  async setPasswordHash(userId: Id, passwordHash: string, changedAtMs?: number): Promise<void> {
    await this.running().update(
      accountTable,
      { user_id: userId },
      {
        password_hash: passwordHash,
        ...(changedAtMs !== undefined && { password_changed_at: new Date(changedAtMs) }),
      },
    );
  }

  async updateProfile(userId: Id, changes: ProfileChanges, changedAtMs: number): Promise<void> {
    const row = toRow(changes);
    if (Object.keys(row).length === 0) return;
    const changed = { ...row, updated_at: new Date(changedAtMs) };
    await this.running().update(userTable, { id: userId }, changed).catch(throwConflict);
  }

  async delete(userId: Id, atMs: number): Promise<void> {
    const manager = this.running();
    await manager.delete(accountTable, { user_id: userId });
    await manager.update(
      userTable,
      { id: userId },
      {
        // The check of the table wants a name; nobody is shown it.
        username: `deleted_user_${userId}`,
        username_key: null,
        display_name: null,
        avatar: null,
        bio: null,
        updated_at: null,
        deleted_at: new Date(atMs),
      },
    );
  }

  private running() {
    assert(this.context.current, 'accounts are only written inside a unit of work');
    return this.context.current.manager;
  }
}

function condition(login: Login): [column: string, value: string] {
  if ('userId' in login) return ['a.user_id', login.userId];
  return 'email' in login ? ['a.email_key', emailKey(login.email)] : ['u.username_key', usernameKey(login.username)];
}

const toRow = ({ username, displayName, avatar, bio }: ProfileChanges): Partial<UserRow> => ({
  ...(username !== undefined && { username, username_key: usernameKey(username) }),
  ...(displayName !== undefined && { display_name: displayName }),
  ...(avatar !== undefined && { avatar }),
  ...(bio !== undefined && { bio }),
});
