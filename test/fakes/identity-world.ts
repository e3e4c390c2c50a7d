import { AccessWatch, type AccountTies } from '../../src/application/identity';
import { AccessGrants, type AccessGrant } from '../../src/application/identity/access-grants';
import { AccessRevoker } from '../../src/application/identity/access-revoker';
import { ApplicationAccess } from '../../src/application/identity/application-access';
import { CachedAccessTokens } from '../../src/application/identity/cached-access-tokens';
import { CreateApplication } from '../../src/application/identity/create-application';
import { type CreatedBot, CreateBot } from '../../src/application/identity/create-bot';
import { FailedLogins } from '../../src/application/identity/failed-logins';
import { LogIn } from '../../src/application/identity/log-in';
import { PasswordProof } from '../../src/application/identity/password-proof';
import { type RegisteredAccount, RegisterAccount } from '../../src/application/identity/register-account';
import type { AccountActor } from '../../src/application/shared/actor';
import type { Application } from '../../src/domain/identity';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import type { Id } from '../../src/shared/ids';
import { FakeImageStore } from './files';
import {
  FakeRateLimiter,
  ReadableAccessTokenSigner,
  ReadablePasswordHasher,
  ReadableSecretTokens,
} from './identity-secrets';
import {
  FakeAccountRepository,
  FakeApplicationRepository,
  FakeAuthSessionRepository,
  StoredUserDirectory,
  StoredUsers,
} from './identity-storage';
import { SilentLogger } from './rooms-log';
import { FakeUnitOfWork, ManualClock, SequentialIds } from './rooms-platform';
import { ManualTimers } from './timers';

/** Tells the caches what was committed, as the database's one does. */
export class TellingUnitOfWork extends FakeUnitOfWork {
  constructor(private readonly invalidations: InvalidationHub) {
    super();
  }

  override async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.active) return work();
    const before = this.invalidatedKeys.length;
    const result = await super.run(work);
    for (const key of this.invalidatedKeys.slice(before)) this.invalidations.publish(key);
    return result;
  }
}

/** Remembers who has left. */
class FakeTies implements AccountTies {
  readonly released: Id[] = [];
  refusal: Error | undefined;

  async release(userId: Id): Promise<void> {
    if (this.refusal) throw this.refusal;
    this.released.push(userId);
  }
}

export const PASSWORD = 'Correct-Horse-9';
const client = { device: 'a test', address: '192.0.2.1' };

/** Accounts, logins and bots in memory. */
export class IdentityWorld {
  readonly clock = new ManualClock();
  readonly timers = new ManualTimers(this.clock);
  readonly ids = new SequentialIds(this.clock);
  readonly logger = new SilentLogger();
  readonly invalidations = new InvalidationHub(this.logger);
  readonly uow = new TellingUnitOfWork(this.invalidations);
  readonly stored = new StoredUsers();
  readonly users = new StoredUserDirectory(this.stored);
  readonly accounts = new FakeAccountRepository(this.stored);
  readonly sessions = new FakeAuthSessionRepository();
  readonly applications = new FakeApplicationRepository(this.stored);
  readonly images = new FakeImageStore();
  readonly ties = new FakeTies();
  readonly passwords = new ReadablePasswordHasher(this.uow);
  readonly secrets = new ReadableSecretTokens();
  readonly signer = new ReadableAccessTokenSigner(this.clock);
  readonly http = { rateLimits: true } as ConstructorParameters<typeof FailedLogins>[1] & { rateLimits: boolean };
  readonly settings = {
    jwtSecret: '',
    adminApiKey: '',
    accessTokenExpireMinutes: 30,
    refreshTokenExpireDays: 7,
  };
  readonly failures = new FailedLogins(new FakeRateLimiter(this.clock), this.http);
  readonly revoker = new AccessRevoker(this.sessions, this.uow, this.clock);
  readonly grants = new AccessGrants(
    this.sessions,
    this.secrets,
    this.signer,
    this.revoker,
    this.ids,
    this.clock,
    this.settings,
  );
  readonly tokens = new CachedAccessTokens(
    this.signer,
    this.secrets,
    this.sessions,
    this.applications,
    this.invalidations,
  );
  readonly watch = new AccessWatch(
    this.tokens,
    this.sessions,
    this.clock,
    this.timers,
    this.logger,
    this.invalidations,
  );
  readonly access = new ApplicationAccess(this.applications);
  readonly proof = new PasswordProof(this.accounts, this.passwords, this.failures);
  readonly registerAccount = new RegisterAccount(
    this.accounts,
    this.passwords,
    this.grants,
    this.uow,
    this.ids,
    this.clock,
  );
  readonly logIn = new LogIn(this.accounts, this.passwords, this.failures, this.grants, this.uow);

  register(username: string, password = PASSWORD): Promise<RegisteredAccount> {
    return this.registerAccount.execute({ username, email: `${username}@example.org`, password, ...client });
  }

  logInAs(username: string, password = PASSWORD, address = client.address): Promise<AccessGrant> {
    return this.logIn.execute({ login: { username }, password, ...client, address });
  }

  async application(owner: AccountActor, name = 'robot'): Promise<Application> {
    return new CreateApplication(this.applications, this.uow, this.ids).execute(owner, { name });
  }

  async bot(
    owner: AccountActor,
    name = 'robot',
  ): Promise<CreatedBot & { application: Application; actor: AccountActor }> {
    const application = await this.application(owner, name);
    const createBot = new CreateBot(this.access, this.applications, this.secrets, this.uow, this.ids, this.clock);
    const bot = await createBot.execute(owner, application.id);
    return { ...bot, application, actor: { kind: 'account', userId: bot.profile.id, applicationId: application.id } };
  }
}

export const actorOf = ({ userId, authSessionId }: AccessGrant): AccountActor => ({
  kind: 'account',
  userId,
  authSessionId,
});
