import {
  checkEmail,
  checkUsername,
  DISPLAY_NAME_LENGTH_MAX,
  emailKey,
  USERNAME_LENGTH_MAX,
  usernameKey,
} from '../../domain/identity';
import { isAppError } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { isBcryptHash } from '../security/bcrypt-hashes';
import type { ImportDatabase } from './import-database';
import type { ImportedUser } from './import-source';

/** No hash at all: the account has no password, so nobody can log in to it. */
const NO_PASSWORD = '*';

interface NewUser extends ImportedUser {
  readonly newId: Id;
  readonly passwordHash: string;
}

/** Brings in people; see docs/moving-from-im-tt.md for what becomes of names and addresses that are taken. */
export async function importUsers(database: ImportDatabase, mergesEmails: boolean): Promise<void> {
  for await (const batch of database.staged('user')) {
    const known = await database.newIds('user', ids(batch));
    database.report.known('user', batch.filter(({ id }) => known.has(id)).length);
    const unknown = distinct(batch.filter(({ id }) => !known.has(id)));
    const own = mergesEmails ? await merge(database, unknown) : new Set<string>();
    await insertUsers(
      database,
      unknown.filter(({ id }) => !own.has(id)),
    );
  }
}

const ids = (records: readonly { readonly id: string }[]): string[] => records.map(({ id }) => id);

const distinct = <Item extends { readonly id: string }>(items: readonly Item[]): Item[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

/** Takes those whose address an account has for that account. */
async function merge(database: ImportDatabase, users: readonly ImportedUser[]): Promise<ReadonlySet<string>> {
  const rows = await database.query<{ user_id: Id; email_key: string }>(
    'SELECT user_id, email_key FROM accounts WHERE email_key = ANY($1::text[])',
    [users.map(({ email }) => emailKey(email))],
  );
  const accounts = new Map(rows.map((row) => [row.email_key, row.user_id]));
  const merged = new Map<string, Id>();
  for (const { id, email, username } of users) {
    const account = accounts.get(emailKey(email));
    if (account === undefined) continue;
    merged.set(id, account);
    database.report.remark('users taken for the account that has their e-mail address', `${username} (${id})`);
  }
  await database.remember('user', merged);
  return new Set(merged.keys());
}

async function insertUsers(database: ImportDatabase, users: readonly ImportedUser[]): Promise<void> {
  if (users.length === 0) return;
  const newIds = await database.idsAt(
    'users',
    users.map(({ createdMs }) => createdMs),
  );
  const names = await uniqueNames(database, users);
  const emails = await uniqueEmails(database, users);
  const rows: NewUser[] = users.map((user, index) => ({
    ...user,
    newId: newIds[index] ?? '',
    username: names[index] ?? '',
    email: emails[index] ?? '',
    passwordHash: passwordOf(database, user),
  }));
  await insertRows(database, rows);
  await database.remember('user', new Map(rows.map(({ id, newId }) => [id, newId])));
  database.report.imported('user', rows.length);
}

async function insertRows(database: ImportDatabase, rows: readonly NewUser[]): Promise<void> {
  const created = rows.map(({ createdMs }) => new Date(createdMs));
  const keys = rows.map(({ newId }) => newId);
  await database.query(
    `INSERT INTO users (id, kind, username, username_key, display_name, created_at)
     SELECT u.id, 'human', u.username, u.username_key, u.display_name, u.created_at
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
       AS u(id, username, username_key, display_name, created_at)`,
    [
      keys,
      rows.map(({ username }) => username),
      rows.map(({ username }) => usernameKey(username)),
      rows.map(({ displayName }) => displayName && cut(displayName, DISPLAY_NAME_LENGTH_MAX)),
      created,
    ],
  );
  await database.query(
    `INSERT INTO accounts (user_id, email, email_key, password_hash, password_changed_at)
     SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])`,
    [
      ...[keys, rows.map(({ email }) => email), rows.map(({ email }) => emailKey(email))],
      ...[rows.map(({ passwordHash }) => passwordHash), created],
    ],
  );
  const seen = rows.filter(({ lastSeenMs }) => lastSeenMs !== undefined);
  await database.query(
    'INSERT INTO last_seen (user_id, last_seen_at) SELECT * FROM unnest($1::bigint[], $2::timestamptz[])',
    [seen.map(({ newId }) => newId), seen.map(({ lastSeenMs = 0 }) => new Date(Math.min(lastSeenMs, database.nowMs)))],
  );
}

function passwordOf({ report }: ImportDatabase, user: ImportedUser): string {
  const who = `${user.username} (${user.id})`;
  if (user.hasAvatar) report.remark('users without their picture, which is not in the dump');
  if (!user.isActive) {
    report.remark('users that were not active, imported without a password', who);
    return NO_PASSWORD;
  }
  if (isBcryptHash(user.passwordHash)) return user.passwordHash;
  report.remark('users without a usable bcrypt hash, imported without a password', who);
  return NO_PASSWORD;
}

/** The old name, as far as it may be; with a number behind it when it is taken. */
async function uniqueNames(database: ImportDatabase, users: readonly ImportedUser[]): Promise<string[]> {
  const bases = users.map(({ username }) => possibleName(username));
  const taken = await takenNames(database, bases);
  const names: string[] = [];
  for (const [index, { username, id }] of users.entries()) {
    const base = bases[index] ?? '';
    let name = base;
    for (let number = 2; taken.has(usernameKey(name)); number += 1) {
      name = `${cut(base, USERNAME_LENGTH_MAX - 8)}_${number}`;
      for (const key of await takenNames(database, [name])) taken.add(key);
    }
    taken.add(usernameKey(name));
    names.push(name);
    if (name !== username) database.report.remark('users renamed', `${username} (${id}) is now ${name}`);
  }
  return names;
}

async function takenNames(database: ImportDatabase, names: readonly string[]): Promise<Set<string>> {
  const rows = await database.query<{ username_key: string }>(
    'SELECT username_key FROM users WHERE username_key = ANY($1::text[])',
    [names.map(usernameKey)],
  );
  return new Set(rows.map((row) => row.username_key));
}

function possibleName(username: string): string {
  for (const name of [username, cut(username.replaceAll(/[^\p{L}\p{N}\p{M} ._-]/gu, '_'), USERNAME_LENGTH_MAX)]) {
    for (const candidate of [name, `${name.trim()}_user`]) {
      if (isAllowed(checkUsername, candidate)) return candidate.trim();
    }
  }
  return 'user';
}

/** The old address; one that leads nowhere when another account has it or it is none. */
async function uniqueEmails(database: ImportDatabase, users: readonly ImportedUser[]): Promise<string[]> {
  const keys = users.map(({ email }) => emailKey(email.trim()));
  const rows = await database.query<{ email_key: string }>(
    'SELECT email_key FROM accounts WHERE email_key = ANY($1::text[])',
    [keys],
  );
  const taken = new Set(rows.map((row) => row.email_key));
  return users.map(({ email, id, username }, index) => {
    const key = keys[index] ?? '';
    const isUsable = isAllowed(checkEmail, email) && !taken.has(key);
    taken.add(key);
    if (isUsable) return email.trim();
    const other = `${id}@${database.source}.invalid`;
    database.report.remark(
      'users whose e-mail address is taken or none, imported with another',
      `${username} (${id}) now logs in as ${other}`,
    );
    return other;
  });
}

function isAllowed(check: (text: string) => unknown, text: string): boolean {
  try {
    check(text);
    return true;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}

const cut = (text: string, length: number): string => [...text].slice(0, length).join('');
