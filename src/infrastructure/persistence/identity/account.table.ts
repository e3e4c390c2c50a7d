import { EntitySchema } from 'typeorm';

/** How a person proves who they are. */
export interface AccountRow {
  user_id: string;
  email: string;
  email_key: string;
  password_hash: string;
  password_changed_at: Date;
}

export const accountTable = new EntitySchema<AccountRow>({
  name: 'account',
  tableName: 'accounts',
  columns: {
    user_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'accounts_pkey' },
    email: { type: 'text' },
    email_key: { type: 'text' },
    password_hash: { type: 'text' },
    password_changed_at: { type: 'timestamptz' },
  },
  indices: [{ name: 'accounts_email_key', columns: ['email_key'], unique: true }],
  foreignKeys: [{ name: 'accounts_user_fk', target: 'user', columnNames: ['user_id'], referencedColumnNames: ['id'] }],
});

/** A login on one device. Its access tokens name it, so that ending it ends them. */
export interface AuthSessionRow {
  id: string;
  user_id: string;
  device: string;
  address: string;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
}

export const authSessionTable = new EntitySchema<AuthSessionRow>({
  name: 'auth_session',
  tableName: 'auth_sessions',
  columns: {
    id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'auth_sessions_pkey' },
    user_id: { type: 'bigint' },
    device: { type: 'text' },
    address: { type: 'text' },
    created_at: { type: 'timestamptz' },
    last_used_at: { type: 'timestamptz' },
    expires_at: { type: 'timestamptz' },
    revoked_at: { type: 'timestamptz', nullable: true },
  },
  indices: [{ name: 'auth_sessions_user_idx', columns: ['user_id', 'id'], where: 'revoked_at IS NULL' }],
  foreignKeys: [
    { name: 'auth_sessions_user_fk', target: 'user', columnNames: ['user_id'], referencedColumnNames: ['id'] },
  ],
});

/** SHA-256 of every refresh token of a session; one that is used again reveals a theft. */
export interface RefreshTokenRow {
  token_hash: Buffer;
  session_id: string;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

export const refreshTokenTable = new EntitySchema<RefreshTokenRow>({
  name: 'refresh_token',
  tableName: 'refresh_tokens',
  columns: {
    token_hash: { type: 'bytea', primary: true, primaryKeyConstraintName: 'refresh_tokens_pkey' },
    session_id: { type: 'bigint' },
    created_at: { type: 'timestamptz' },
    expires_at: { type: 'timestamptz' },
    used_at: { type: 'timestamptz', nullable: true },
  },
  indices: [
    { name: 'refresh_tokens_session_idx', columns: ['session_id'] },
    { name: 'refresh_tokens_expires_at_idx', columns: ['expires_at'] },
  ],
  foreignKeys: [
    {
      name: 'refresh_tokens_session_fk',
      target: 'auth_session',
      columnNames: ['session_id'],
      referencedColumnNames: ['id'],
    },
  ],
});

/** A program of its owner's; with a bot user it can log in. Of the bot's token only the SHA-256 is kept. */
export interface ApplicationRow {
  id: string;
  owner_id: string;
  name: string;
  description: string;
  icon: string | null;
  bot_user_id: string | null;
  bot_token_hash: Buffer | null;
  flags: number;
  is_bot_public: boolean;
}

export const applicationTable = new EntitySchema<ApplicationRow>({
  name: 'application',
  tableName: 'applications',
  columns: {
    id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'applications_pkey' },
    owner_id: { type: 'bigint' },
    name: { type: 'text' },
    description: { type: 'text', default: '' },
    icon: { type: 'text', nullable: true },
    bot_user_id: { type: 'bigint', nullable: true },
    bot_token_hash: { type: 'bytea', nullable: true },
    flags: { type: 'integer', default: 0 },
    is_bot_public: { type: 'boolean', default: true },
  },
  indices: [
    { name: 'applications_owner_idx', columns: ['owner_id', 'id'] },
    { name: 'applications_bot_user_key', columns: ['bot_user_id'], unique: true },
    { name: 'applications_bot_token_key', columns: ['bot_token_hash'], unique: true },
  ],
  foreignKeys: [
    { name: 'applications_owner_fk', target: 'user', columnNames: ['owner_id'], referencedColumnNames: ['id'] },
    { name: 'applications_bot_user_fk', target: 'user', columnNames: ['bot_user_id'], referencedColumnNames: ['id'] },
  ],
});
