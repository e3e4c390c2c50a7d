import { Injectable } from '@nestjs/common';
import { type AccessRevoked, type AccountDeleted, APPLICATIONS_MAX } from '../../domain/identity';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { UnitOfWork } from '../shared/unit-of-work';
import { AccessRevoker } from './access-revoker';
import { AccountTies } from './account-ties';
import { AccountRepository } from './account.repository';
import { ApplicationRepository } from './application.repository';
import { requirePerson } from './auth-sessions';
import { botKey, userKey } from './cache-keys';
import { PasswordProof } from './password-proof';

export interface DeleteAccountInput {
  readonly password: string;
  readonly address: string;
}

/** Takes an account away for good, its logins and its bots' tokens with it. What it wrote stays, without a name. */
@Injectable()
export class DeleteAccount {
  constructor(
    private readonly proof: PasswordProof,
    private readonly accounts: AccountRepository,
    private readonly applications: ApplicationRepository,
    private readonly ties: AccountTies,
    private readonly revoker: AccessRevoker,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError forbidden `bots_cannot`, unauthenticated `wrong_password`, `owns_guilds`, limited `logins_limited` */
  async execute(actor: AccountActor, { password, address }: DeleteAccountInput): Promise<void> {
    requirePerson(actor);
    const { userId } = await this.proof.require(actor.userId, password, address);
    await this.uow.run(async () => {
      await this.accounts.delete(userId, this.clock.nowMs());
      await this.ties.release(userId);
      await this.revoker.revoke(userId, {});
      await this.silenceBots(userId);
      await this.uow.invalidate(userKey(userId));
      const deleted: AccountDeleted = { type: 'account.deleted', userId };
      this.uow.record(deleted);
    });
  }

  private async silenceBots(ownerId: Id): Promise<void> {
    for (const { id, botUserId } of await this.applications.list(ownerId, APPLICATIONS_MAX)) {
      if (botUserId === undefined) continue;
      await this.applications.setBotToken(id, undefined);
      await this.uow.invalidate(botKey(botUserId));
      const revoked: AccessRevoked = { type: 'access.revoked', userId: botUserId };
      this.uow.record(revoked);
    }
  }
}
