import { Injectable } from '@nestjs/common';
import { guildError } from '../../domain/guilds';
import { type Application, APPLICATIONS_MAX, identityError } from '../../domain/identity';
import { type Id, isId } from '../../shared/ids';
import type { AccountActor } from '../shared/actor';
import { ApplicationRepository } from './application.repository';

/** The way to an application: its owner has it, and its own bot. */
@Injectable()
export class ApplicationAccess {
  constructor(private readonly applications: ApplicationRepository) {}

  /** @throws AppError not_found `unknown_application` also for somebody else's */
  async requireOwned(actor: AccountActor, applicationId: Id): Promise<Application> {
    const application = isId(applicationId) ? await this.applications.find(applicationId) : undefined;
    if (application?.ownerId !== actor.userId) throw guildError('unknown_application');
    return application;
  }

  /** In the order they were made. */
  async listOwned(actor: AccountActor): Promise<readonly Application[]> {
    return this.applications.list(actor.userId, APPLICATIONS_MAX);
  }

  /** The application of the bot that asks. @throws AppError forbidden `people_cannot` */
  async requireOwn(actor: AccountActor): Promise<Application> {
    if (actor.applicationId === undefined) throw identityError('people_cannot');
    const application = await this.applications.find(actor.applicationId);
    if (!application) throw guildError('unknown_application');
    return application;
  }
}
