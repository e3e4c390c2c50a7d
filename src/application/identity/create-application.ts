import { Injectable } from '@nestjs/common';
import { type Application, APPLICATIONS_MAX, identityError } from '../../domain/identity';
import type { AccountActor } from '../shared/actor';
import { IdGenerator } from '../shared/id-generator';
import { UnitOfWork } from '../shared/unit-of-work';
import { ApplicationRepository } from './application.repository';
import { requirePerson } from './auth-sessions';

export interface CreateApplicationInput {
  readonly name: string;
  readonly description?: string;
}

/** Makes an application, without a bot at first. */
@Injectable()
export class CreateApplication {
  constructor(
    private readonly applications: ApplicationRepository,
    private readonly uow: UnitOfWork,
    private readonly ids: IdGenerator,
  ) {}

  /** @throws AppError forbidden `bots_cannot`, `applications_max` */
  async execute(actor: AccountActor, { name, description = '' }: CreateApplicationInput): Promise<Application> {
    requirePerson(actor);
    const application: Application = {
      id: this.ids.next(),
      ownerId: actor.userId,
      name,
      description,
      flags: 0,
      isBotPublic: true,
    };
    await this.uow.run(async () => {
      const owned = await this.applications.list(actor.userId, APPLICATIONS_MAX);
      if (owned.length >= APPLICATIONS_MAX) throw identityError('applications_max');
      await this.applications.insert(application);
    });
    return application;
  }
}
