import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import type { AccessRevoked } from '../../domain/identity';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { UnitOfWork } from '../shared/unit-of-work';
import { ApplicationAccess } from './application-access';
import { ApplicationRepository } from './application.repository';
import { botKey } from './cache-keys';
import { SecretTokens } from './secret-tokens';

/** Gives a bot another token; the former one and what was opened with it end at once. */
@Injectable()
export class ResetBotToken {
  constructor(
    private readonly access: ApplicationAccess,
    private readonly applications: ApplicationRepository,
    private readonly secrets: SecretTokens,
    private readonly uow: UnitOfWork,
  ) {}

  /** Returns the token, shown now and never again. @throws AppError not_found `unknown_application`, `unknown_user` */
  async execute(actor: AccountActor, applicationId: Id): Promise<string> {
    const { botUserId } = await this.access.requireOwned(actor, applicationId);
    if (botUserId === undefined) throw guildError('unknown_user');
    const { token, digest } = this.secrets.createForBot(botUserId);
    await this.uow.run(async () => {
      await this.applications.setBotToken(applicationId, digest);
      await this.uow.invalidate(botKey(botUserId));
      const revoked: AccessRevoked = { type: 'access.revoked', userId: botUserId };
      this.uow.record(revoked);
    });
    return token;
  }
}
