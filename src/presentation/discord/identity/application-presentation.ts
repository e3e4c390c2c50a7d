import { Injectable } from '@nestjs/common';
import type { APIApplication } from 'discord-api-types/v10';
import { UserDirectory } from '../../../application/identity';
import type { UpdateApplicationInput } from '../../../application/identity/update-application';
import type { Application } from '../../../domain/identity';
import type { UpdateApplicationDto } from './application.dto';
import { presentApplication } from './application.presenter';

/** Applications with their owners and bots, gathered at once. */
@Injectable()
export class ApplicationPresentation {
  constructor(private readonly users: UserDirectory) {}

  async one(application: Application): Promise<APIApplication> {
    const [presented] = await this.list([application]);
    return presented;
  }

  async list(applications: readonly Application[]): Promise<APIApplication[]> {
    const ids = applications.flatMap(({ ownerId, botUserId }) => (botUserId ? [ownerId, botUserId] : [ownerId]));
    const profiles = await this.users.findMany(ids);
    return applications.map((application) => presentApplication(application, profiles));
  }
}

export const toApplicationUpdate = (body: UpdateApplicationDto): UpdateApplicationInput => {
  const { name, description, icon, flags, bot_public: isBotPublic } = body;
  return {
    ...(typeof name === 'string' && { name }),
    ...(description !== undefined && { description: description ?? '' }),
    ...(icon !== undefined && { icon }),
    ...(typeof flags === 'number' && { flags }),
    ...(typeof isBotPublic === 'boolean' && { isBotPublic }),
  };
};
