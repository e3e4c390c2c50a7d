import { Injectable } from '@nestjs/common';
import { identityError, type OwnProfile, USERNAME_LENGTH_MAX } from '../../domain/identity';
import { isAppError } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { Clock } from '../shared/clock';
import { IdGenerator } from '../shared/id-generator';
import { UnitOfWork } from '../shared/unit-of-work';
import { ApplicationAccess } from './application-access';
import { ApplicationRepository } from './application.repository';
import { applicationKey, botKey, userKey } from './cache-keys';
import { botUsername } from './bot-username';
import { SecretTokens } from './secret-tokens';

export interface CreatedBot {
  readonly profile: OwnProfile;
  /** Shown now and never again. */
  readonly token: string;
}

/** Gives an application its bot user, named after it. */
@Injectable()
export class CreateBot {
  constructor(
    private readonly access: ApplicationAccess,
    private readonly applications: ApplicationRepository,
    private readonly secrets: SecretTokens,
    private readonly uow: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError not_found `unknown_application`, conflict `bot_exists` */
  async execute(actor: AccountActor, applicationId: Id): Promise<CreatedBot> {
    const { name, botUserId } = await this.access.requireOwned(actor, applicationId);
    if (botUserId !== undefined) throw identityError('bot_exists');
    const plain = botUsername(name);
    return this.add(applicationId, plain).catch((error: unknown) => {
      if (!isAppError(error) || error.code !== 'username_taken') throw error;
      // Somebody is called so: the application's id makes the name one of its own.
      const length = USERNAME_LENGTH_MAX - applicationId.length - 1;
      return this.add(applicationId, `${[...plain].slice(0, length).join('')}-${applicationId}`);
    });
  }

  private async add(applicationId: Id, username: string): Promise<CreatedBot> {
    const userId = this.ids.next();
    const { token, digest } = this.secrets.createForBot(userId);
    await this.uow.run(async () => {
      await this.applications.addBot(applicationId, { userId, username, createdAtMs: this.clock.nowMs() }, digest);
      for (const key of [applicationKey(applicationId), botKey(userId), userKey(userId)]) {
        await this.uow.invalidate(key);
      }
    });
    return { profile: { id: userId, kind: 'bot', username, isDeleted: false }, token };
  }
}
