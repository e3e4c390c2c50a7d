import { Injectable } from '@nestjs/common';
import { identityError } from '../../domain/identity';
import type { RateLimitRule } from '../shared/rate-limiter';
import { UnitOfWork } from '../shared/unit-of-work';
import { type AccessGrant, AccessGrants, type ClientDescription } from './access-grants';
import { AccountRepository, type Credentials, type Login } from './account.repository';
import { FailedLogins } from './failed-logins';
import { PasswordHasher } from './password-hasher';

export interface LogInInput extends ClientDescription {
  readonly login: Exclude<Login, { userId: unknown }>;
  readonly password: string;
  /** What of wrong passwords the dialect allows, beside the server's own rule. */
  readonly stricterLimit?: RateLimitRule;
}

/** Lets a person in by password. Whoever guesses learns neither which accounts exist nor which part was wrong. */
@Injectable()
export class LogIn {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly passwords: PasswordHasher,
    private readonly failures: FailedLogins,
    private readonly grants: AccessGrants,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError unauthenticated `invalid_credentials`, limited `logins_limited`, `unavailable` */
  async execute(input: LogInInput): Promise<AccessGrant> {
    const attempt = await this.failures.begin(input.login, input.address, input.stricterLimit);
    const credentials = await this.accounts.findCredentials(input.login);
    const check = await this.passwords.check(credentials?.passwordHash, input.password);
    if (!credentials || !check.isCorrect) {
      await attempt.failed();
      throw identityError('invalid_credentials');
    }
    await attempt.succeeded();
    const rehash = check.isOutdated ? await this.passwords.hash(input.password) : undefined;
    return this.uow.run(async () => {
      await this.requireUnchanged(credentials);
      if (rehash !== undefined) await this.accounts.setPasswordHash(credentials.userId, rehash);
      return this.grants.begin(credentials.userId, input);
    });
  }

  /** A password that was changed while it was being compared opens nothing any more. */
  private async requireUnchanged({ userId, passwordHash }: Credentials): Promise<void> {
    const current = await this.accounts.lockCredentials(userId);
    if (current?.passwordHash !== passwordHash) throw identityError('invalid_credentials');
  }
}
