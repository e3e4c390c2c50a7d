import { Injectable } from '@nestjs/common';
import { identityError } from '../../domain/identity';
import type { Id } from '../../shared/ids';
import { AccountRepository, type Credentials } from './account.repository';
import { FailedLogins } from './failed-logins';
import { PasswordHasher } from './password-hasher';

/** Asks somebody who is logged in for the password again, before what cannot be undone. */
@Injectable()
export class PasswordProof {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly passwords: PasswordHasher,
    private readonly failures: FailedLogins,
  ) {}

  /** @throws AppError unauthenticated `wrong_password`, limited `logins_limited`, `unavailable` */
  async require(userId: Id, password: string, address: string): Promise<Credentials> {
    const attempt = await this.failures.begin({ userId }, address);
    const credentials = await this.accounts.findCredentials({ userId });
    const { isCorrect } = await this.passwords.check(credentials?.passwordHash, password);
    if (!credentials || !isCorrect) {
      await attempt.failed();
      throw identityError('wrong_password');
    }
    await attempt.succeeded();
    return credentials;
  }
}
