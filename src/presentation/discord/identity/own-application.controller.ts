import { Body, Controller, Get, Patch, UseGuards } from '@nestjs/common';
import type { APIApplication } from 'discord-api-types/v10';
import { ApplicationAccess } from '../../../application/identity/application-access';
import { UpdateApplication } from '../../../application/identity/update-application';
import type { AccountActor } from '../../../application/shared/actor';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { UpdateApplicationDto } from './application.dto';
import { ApplicationPresentation, toApplicationUpdate } from './application-presentation';

/** What a bot may ask of its own application. */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes())
export class OwnApplicationController {
  constructor(
    private readonly access: ApplicationAccess,
    private readonly updateApplication: UpdateApplication,
    private readonly presentation: ApplicationPresentation,
  ) {}

  @Get(['applications/@me', 'oauth2/applications/@me'])
  async read(@CurrentActor() actor: AccountActor): Promise<APIApplication> {
    return this.presentation.one(await this.access.requireOwn(actor));
  }

  @Patch('applications/@me')
  async update(@CurrentActor() actor: AccountActor, @Body() body: UpdateApplicationDto): Promise<APIApplication> {
    const application = await this.access.requireOwn(actor);
    return this.presentation.one(await this.updateApplication.execute(application, toApplicationUpdate(body)));
  }
}
