import { Injectable } from '@nestjs/common';
import { checkDisplayName, checkEmail, checkPassword, checkUsername, type OwnProfile } from '../../domain/identity';
import { Clock } from '../shared/clock';
import { IdGenerator } from '../shared/id-generator';
import { UnitOfWork } from '../shared/unit-of-work';
import { type AccessGrant, AccessGrants, type ClientDescription } from './access-grants';
import { AccountRepository } from './account.repository';
import { PasswordHasher } from './password-hasher';

export interface RegisterAccountInput extends ClientDescription {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  /** Absent or empty: none. */
  readonly displayName?: string;
}

export interface RegisteredAccount {
  readonly profile: OwnProfile;
  readonly grant: AccessGrant;
}

/** Makes an account and logs it in. */
@Injectable()
export class RegisterAccount {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly passwords: PasswordHasher,
    private readonly grants: AccessGrants,
    private readonly uow: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `invalid`, `weak_password`, conflict `username_taken`, `email_taken`, `unavailable` */
  async execute(input: RegisterAccountInput): Promise<RegisteredAccount> {
    const username = checkUsername(input.username);
    const email = checkEmail(input.email);
    const displayName = input.displayName?.trim() || undefined;
    checkDisplayName(displayName ?? '');
    checkPassword(input.password);
    const passwordHash = await this.passwords.hash(input.password);
    const userId = this.ids.next();
    const grant = await this.uow.run(async () => {
      await this.accounts.insert({
        userId,
        username,
        email,
        displayName,
        passwordHash,
        createdAtMs: this.clock.nowMs(),
      });
      return this.grants.begin(userId, input);
    });
    const named = displayName !== undefined && { displayName };
    return { profile: { id: userId, kind: 'human', username, email, ...named, isDeleted: false }, grant };
  }
}
