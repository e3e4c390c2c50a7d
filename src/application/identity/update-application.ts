import { Injectable } from '@nestjs/common';
import { type Application, APPLICATION_FLAGS_SETTABLE } from '../../domain/identity';
import { invalid } from '../../shared/errors';
import { ImageStore } from '../files';
import { UnitOfWork } from '../shared/unit-of-work';
import { ApplicationRepository } from './application.repository';
import { applicationKey } from './cache-keys';

/** What is absent stays as it is; null clears. */
export interface UpdateApplicationInput {
  readonly name?: string;
  readonly description?: string;
  /** The picture as a data URI. */
  readonly icon?: string | null;
  /** All of them together; a bit of `ApplicationFlag` that is missing is turned off. */
  readonly flags?: number;
  readonly isBotPublic?: boolean;
}

/** Changes an application that the caller has reached by `ApplicationAccess`. */
@Injectable()
export class UpdateApplication {
  constructor(
    private readonly applications: ApplicationRepository,
    private readonly images: ImageStore,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `invalid` */
  async execute(application: Application, input: UpdateApplicationInput): Promise<Application> {
    const { icon, flags, ...plain } = input;
    if (flags !== undefined && (flags & ~APPLICATION_FLAGS_SETTABLE) !== 0) {
      throw invalid('flags', `must be made of the bits of ${APPLICATION_FLAGS_SETTABLE}`);
    }
    const owner = { kind: 'application_icon', id: application.id } as const;
    const picture = typeof icon === 'string' ? await this.images.store(owner, icon, 'icon') : icon;
    const { icon: former, ...rest } = application;
    const kept = picture === undefined ? former : (picture ?? undefined);
    const updated: Application = {
      ...rest,
      ...plain,
      ...(kept !== undefined && { icon: kept }),
      ...(flags !== undefined && { flags }),
    };
    await this.uow.run(async () => {
      await this.applications.update(updated);
      await this.uow.invalidate(applicationKey(updated.id));
    });
    if (former !== undefined && former !== kept) await this.images.remove(owner, former);
    return updated;
  }
}
