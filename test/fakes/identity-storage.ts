import {
  AccountRepository,
  type Credentials,
  type Login,
  type NewAccount,
  type ProfileChanges,
} from '../../src/application/identity/account.repository';
import {
  ApplicationRepository,
  type BotCredentials,
  type NewBot,
} from '../../src/application/identity/application.repository';
import {
  AuthSessionRepository,
  type PresentedRefreshToken,
  type RefreshToken,
  type SessionSelection,
} from '../../src/application/identity/auth-session.repository';
import { UserDirectory } from '../../src/application/identity';
import { type PeopleQuery, PeopleReader } from '../../src/application/identity/people.reader';
import {
  type Application,
  type AuthSession,
  emailKey,
  identityError,
  type OwnProfile,
  type UserProfile,
  usernameKey,
} from '../../src/domain/identity';
import { assert } from '../../src/shared/assert';
import { compareIds, type Id } from '../../src/shared/ids';

interface StoredUser {
  profile: OwnProfile;
  passwordHash?: string;
}

/** People and bots, as the fakes of this file share them. */
export class StoredUsers {
  readonly users = new Map<Id, StoredUser>();

  add(profile: OwnProfile, passwordHash?: string): void {
    this.requireFree(profile);
    this.users.set(profile.id, { profile, ...(passwordHash !== undefined && { passwordHash }) });
  }

  requireFree({ id, username, email }: Pick<OwnProfile, 'id' | 'username' | 'email'>): void {
    for (const { profile } of this.users.values()) {
      if (profile.id === id || profile.isDeleted) continue;
      if (usernameKey(profile.username) === usernameKey(username)) {
        throw identityError('username_taken', { field: 'username' });
      }
      if (email !== undefined && profile.email !== undefined && emailKey(profile.email) === emailKey(email)) {
        throw identityError('email_taken', { field: 'email' });
      }
    }
  }
}

export class StoredPeopleReader extends PeopleReader {
  constructor(private readonly stored: StoredUsers) {
    super();
  }

  async find({ search, after = '0', exceptId, limit }: PeopleQuery): Promise<readonly Id[]> {
    const found = [...this.stored.users.values()]
      .map(({ profile }) => profile)
      .filter(({ id, isDeleted }) => !isDeleted && id !== exceptId && compareIds(id, after) > 0)
      .filter(({ username }) => search === undefined || usernameKey(username).includes(usernameKey(search)));
    const ids = found.map(({ id }) => id).sort(compareIds);
    return ids.slice(0, limit);
  }
}

export class FakeAccountRepository extends AccountRepository {
  constructor(private readonly stored: StoredUsers) {
    super();
  }

  async insert({ userId, username, email, displayName, passwordHash }: NewAccount): Promise<void> {
    const named = displayName !== undefined && { displayName };
    this.stored.add({ id: userId, kind: 'human', username, email, ...named, isDeleted: false }, passwordHash);
  }

  async findCredentials(login: Login): Promise<Credentials | undefined> {
    for (const { profile, passwordHash } of this.stored.users.values()) {
      if (passwordHash !== undefined && matches(profile, login)) return { userId: profile.id, passwordHash };
    }
    return undefined;
  }

  async lockCredentials(userId: Id): Promise<Credentials | undefined> {
    return this.findCredentials({ userId });
  }

  async setPasswordHash(userId: Id, passwordHash: string): Promise<void> {
    this.require(userId).passwordHash = passwordHash;
  }

  async updateProfile(userId: Id, changes: ProfileChanges, changedAtMs: number): Promise<void> {
    const user = this.require(userId);
    const { displayName, avatar, bio, username, ...rest } = user.profile;
    const profile: OwnProfile = {
      ...rest,
      username: changes.username ?? username,
      updatedAtMs: changedAtMs,
      ...named('displayName', changes.displayName, displayName),
      ...named('avatar', changes.avatar, avatar),
      ...named('bio', changes.bio, bio),
    };
    this.stored.requireFree(profile);
    user.profile = profile;
  }

  async delete(userId: Id): Promise<void> {
    const user = this.require(userId);
    const { id, kind } = user.profile;
    this.stored.users.set(id, { profile: { id, kind, username: `deleted_user_${id}`, isDeleted: true } });
  }

  private require(userId: Id): StoredUser {
    const user = this.stored.users.get(userId);
    assert(user, 'the account exists');
    return user;
  }
}

/** The field as it is after a change, without one when it was cleared. */
function named<Name extends string>(
  name: Name,
  change: string | null | undefined,
  former: string | undefined,
): { [Key in Name]?: string } {
  const value = change === undefined ? former : change;
  return typeof value === 'string' ? ({ [name]: value } as { [Key in Name]: string }) : {};
}

function matches(profile: OwnProfile, login: Login): boolean {
  if ('userId' in login) return profile.id === login.userId;
  if ('username' in login) return usernameKey(profile.username) === usernameKey(login.username);
  return profile.email !== undefined && emailKey(profile.email) === emailKey(login.email);
}

interface StoredSession {
  session: AuthSession;
  revokedAtMs?: number;
}

interface StoredToken {
  readonly token: RefreshToken;
  isUsed: boolean;
}

const hex = (digest: Uint8Array): string => Buffer.from(digest).toString('hex');
const byLastUse = (a: StoredSession, b: StoredSession): number =>
  b.session.lastUsedAtMs - a.session.lastUsedAtMs || compareIds(b.session.id, a.session.id);

export class FakeAuthSessionRepository extends AuthSessionRepository {
  readonly stored = new Map<Id, StoredSession>();
  readonly tokens = new Map<string, StoredToken>();

  async insert(session: AuthSession, refreshToken: RefreshToken): Promise<void> {
    this.stored.set(session.id, { session });
    this.tokens.set(hex(refreshToken.digest), { token: refreshToken, isUsed: false });
  }

  async find(sessionId: Id): Promise<AuthSession | undefined> {
    const found = this.stored.get(sessionId);
    return found?.revokedAtMs === undefined ? found?.session : undefined;
  }

  async list(userId: Id, nowMs: number, limit: number): Promise<readonly AuthSession[]> {
    const running = this.runningOf(userId).filter(({ session }) => session.expiresAtMs > nowMs);
    return running.slice(0, limit).map(({ session }) => session);
  }

  async lockRefreshToken(digest: Uint8Array): Promise<PresentedRefreshToken | undefined> {
    const presented = this.tokens.get(hex(digest));
    const stored = presented && this.stored.get(presented.token.sessionId);
    return (
      stored && {
        session: stored.session,
        isRevoked: stored.revokedAtMs !== undefined,
        isUsed: presented.isUsed,
        expiresAtMs: presented.token.expiresAtMs,
      }
    );
  }

  async rotate(used: Uint8Array, next: RefreshToken): Promise<void> {
    const former = this.tokens.get(hex(used));
    const stored = this.stored.get(next.sessionId);
    assert(former && stored, 'the token belongs to a login');
    former.isUsed = true;
    this.tokens.set(hex(next.digest), { token: next, isUsed: false });
    stored.session = { ...stored.session, lastUsedAtMs: next.createdAtMs, expiresAtMs: next.expiresAtMs };
  }

  async revoke(userId: Id, selection: SessionSelection, atMs: number): Promise<readonly Id[]> {
    const running = this.runningOf(userId);
    const ended = running.filter(({ session }, index) => {
      if ('sessionId' in selection) return session.id === selection.sessionId;
      return 'keep' in selection ? index >= selection.keep : session.id !== selection.exceptSessionId;
    });
    for (const one of ended) one.revokedAtMs = atMs;
    return ended.map(({ session }) => session.id);
  }

  async forget(beforeMs: number, limit: number): Promise<number> {
    const over = [...this.stored.values()].filter(
      ({ session, revokedAtMs }) => session.expiresAtMs < beforeMs || (revokedAtMs ?? Infinity) < beforeMs,
    );
    const gone = over.slice(0, limit).map(({ session }) => session.id);
    for (const id of gone) this.stored.delete(id);
    for (const [digest, { token }] of this.tokens) if (gone.includes(token.sessionId)) this.tokens.delete(digest);
    return gone.length;
  }

  private runningOf(userId: Id): StoredSession[] {
    const running = [...this.stored.values()].filter(
      ({ session, revokedAtMs }) => session.userId === userId && revokedAtMs === undefined,
    );
    return running.sort(byLastUse);
  }
}

export class FakeApplicationRepository extends ApplicationRepository {
  readonly applications = new Map<Id, Application>();
  readonly digests = new Map<Id, Uint8Array>();

  constructor(private readonly users: StoredUsers) {
    super();
  }

  async insert(application: Application): Promise<void> {
    this.applications.set(application.id, application);
  }

  async find(applicationId: Id): Promise<Application | undefined> {
    return this.applications.get(applicationId);
  }

  async list(ownerId: Id, limit: number): Promise<readonly Application[]> {
    const owned = [...this.applications.values()].filter((application) => application.ownerId === ownerId);
    return owned.sort((a, b) => compareIds(a.id, b.id)).slice(0, limit);
  }

  async update(application: Application): Promise<void> {
    const { botUserId } = this.require(application.id);
    this.applications.set(application.id, { ...application, ...(botUserId !== undefined && { botUserId }) });
  }

  async addBot(applicationId: Id, bot: NewBot, tokenDigest: Uint8Array): Promise<void> {
    const application = this.require(applicationId);
    const profile = { id: bot.userId, kind: 'bot', username: bot.username, isDeleted: false } as const;
    this.users.requireFree(profile);
    if (application.botUserId !== undefined) throw identityError('bot_exists');
    this.users.add(profile);
    this.applications.set(applicationId, { ...application, botUserId: bot.userId });
    this.digests.set(applicationId, tokenDigest);
  }

  async setBotToken(applicationId: Id, tokenDigest: Uint8Array | undefined): Promise<void> {
    if (tokenDigest === undefined) this.digests.delete(applicationId);
    else this.digests.set(applicationId, tokenDigest);
  }

  async findBot(botUserId: Id): Promise<BotCredentials | undefined> {
    const application = [...this.applications.values()].find((one) => one.botUserId === botUserId);
    const tokenDigest = application && this.digests.get(application.id);
    return tokenDigest && { applicationId: application.id, tokenDigest };
  }

  private require(applicationId: Id): Application {
    const application = this.applications.get(applicationId);
    assert(application, 'the application exists');
    return application;
  }
}

export class StoredUserDirectory extends UserDirectory {
  constructor(private readonly stored: StoredUsers) {
    super();
  }

  async find(userId: Id): Promise<UserProfile | undefined> {
    const profile = this.stored.users.get(userId)?.profile;
    if (!profile) return undefined;
    const { email: _private, ...shown } = profile;
    return shown;
  }

  async findMany(userIds: Iterable<Id>): Promise<ReadonlyMap<Id, UserProfile>> {
    const found = new Map<Id, UserProfile>();
    for (const userId of userIds) {
      const profile = await this.find(userId);
      if (profile) found.set(userId, profile);
    }
    return found;
  }

  async findOwn(userId: Id): Promise<OwnProfile | undefined> {
    return this.stored.users.get(userId)?.profile;
  }
}
