import { EntitySchema } from 'typeorm';

/**
 * A person or program. A guest is known only by the outside system's id; people and bots have a `username`. What only the
 * account itself may use (e-mail, password) is in `accounts`, so that no list of people can show it.
 */
export interface UserRow {
  id: string;
  kind: string;
  external_id: string | null;
  username: string | null;
  /** Unique among those that are not deleted. */
  username_key: string | null;
  display_name: string | null;
  avatar: string | null;
  bio: string | null;
  created_at: Date;
  /** When the profile changed last; null: never. */
  updated_at: Date | null;
  deleted_at: Date | null;
}

export const userTable = new EntitySchema<UserRow>({
  name: 'user',
  tableName: 'users',
  columns: {
    id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'users_pkey' },
    kind: { type: 'text' },
    external_id: { type: 'text', nullable: true },
    username: { type: 'text', nullable: true },
    username_key: { type: 'text', nullable: true },
    display_name: { type: 'text', nullable: true },
    avatar: { type: 'text', nullable: true },
    bio: { type: 'text', nullable: true },
    created_at: { type: 'timestamptz', default: () => 'now()' },
    updated_at: { type: 'timestamptz', nullable: true },
    deleted_at: { type: 'timestamptz', nullable: true },
  },
  indices: [
    { name: 'users_external_id_key', columns: ['external_id'], unique: true },
    { name: 'users_username_key', columns: ['username_key'], unique: true },
    // The directory is listed and searched from it alone: there may be far more guests than accounts.
    { name: 'users_accounts_idx', columns: ['id', 'username_key'], where: `kind <> 'guest' AND deleted_at IS NULL` },
  ],
  checks: [
    { name: 'users_kind_check', expression: `kind IN ('human', 'bot', 'guest')` },
    { name: 'users_external_id_check', expression: `(kind = 'guest') = (external_id IS NOT NULL)` },
    { name: 'users_username_check', expression: `(kind = 'guest') = (username IS NULL)` },
  ],
});
