import { Injectable } from '@nestjs/common';
import { checkPassword, identityError } from '../../domain/identity';
import type { AccountActor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { UnitOfWork } from '../shared/unit-of-work';
import { type AccessGrant, AccessGrants, type ClientDescription } from './access-grants';
import { AccessRevoker } from './access-revoker';
import { AccountRepository } from './account.repository';
import { requirePerson } from './auth-sessions';
import { PasswordHasher } from './password-hasher';
import { PasswordProof } from './password-proof';

export interface ChangePasswordInput extends ClientDescription {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** Sets a new password and ends every login, the asking one too, which is given a new one. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly proof: PasswordProof,
    private readonly accounts: AccountRepository,
    private readonly passwords: PasswordHasher,
    private readonly grants: AccessGrants,
    private readonly revoker: AccessRevoker,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError forbidden `bots_cannot`, `invalid`, unauthenticated `wrong_password`, limited `logins_limited` */
  async execute(actor: AccountActor, input: ChangePasswordInput): Promise<AccessGrant> {
    requirePerson(actor);
    checkPassword(input.newPassword, 'new_password');
    const { userId, passwordHash } = await this.proof.require(actor.userId, input.currentPassword, input.address);
    const newHash = await this.passwords.hash(input.newPassword);
    return this.uow.run(async () => {
      const current = await this.accounts.lockCredentials(userId);
      if (current?.passwordHash !== passwordHash) throw identityError('wrong_password');
      await this.accounts.setPasswordHash(userId, newHash, this.clock.nowMs());
      await this.revoker.revoke(userId, {});
      return this.grants.begin(userId, input);
    });
  }
}
