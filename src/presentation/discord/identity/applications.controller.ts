import { Body, Controller, Get, HttpCode, HttpStatus, Param, Patch, Post, UseGuards } from '@nestjs/common';
import type { APIApplication, APIUser } from 'discord-api-types/v10';
import { ApplicationAccess } from '../../../application/identity/application-access';
import { CreateApplication } from '../../../application/identity/create-application';
import { CreateBot } from '../../../application/identity/create-bot';
import { ResetBotToken } from '../../../application/identity/reset-bot-token';
import { UpdateApplication } from '../../../application/identity/update-application';
import type { AccountActor } from '../../../application/shared/actor';
import { presentUser } from '../presenters/user.presenter';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { CreateApplicationDto, UpdateApplicationDto } from './application.dto';
import { ApplicationPresentation, toApplicationUpdate } from './application-presentation';

/** A person's applications and their bots. */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('applications'))
export class ApplicationsController {
  constructor(
    private readonly access: ApplicationAccess,
    private readonly createApplication: CreateApplication,
    private readonly updateApplication: UpdateApplication,
    private readonly createBot: CreateBot,
    private readonly resetBotToken: ResetBotToken,
    private readonly presentation: ApplicationPresentation,
  ) {}

  @Get()
  async list(@CurrentActor() actor: AccountActor): Promise<APIApplication[]> {
    return this.presentation.list(await this.access.listOwned(actor));
  }

  @Post()
  async create(@CurrentActor() actor: AccountActor, @Body() body: CreateApplicationDto): Promise<APIApplication> {
    const { name, description } = body;
    const application = await this.createApplication.execute(actor, { name, description: description ?? undefined });
    return this.presentation.one(application);
  }

  @Get(':application_id')
  async read(@CurrentActor() actor: AccountActor, @Param('application_id') id: string): Promise<APIApplication> {
    return this.presentation.one(await this.access.requireOwned(actor, id));
  }

  @Patch(':application_id')
  async update(
    @CurrentActor() actor: AccountActor,
    @Param('application_id') id: string,
    @Body() body: UpdateApplicationDto,
  ): Promise<APIApplication> {
    const application = await this.access.requireOwned(actor, id);
    return this.presentation.one(await this.updateApplication.execute(application, toApplicationUpdate(body)));
  }

  /** The token is shown here and never again. */
  @Post(':application_id/bot')
  async addBot(
    @CurrentActor() actor: AccountActor,
    @Param('application_id') id: string,
  ): Promise<APIUser & { token: string }> {
    const { profile, token } = await this.createBot.execute(actor, id);
    return { ...presentUser(profile), token };
  }

  /** The former token ends, and the bot's connections with it. */
  @Post(':application_id/bot/reset')
  @HttpCode(HttpStatus.OK)
  async reset(@CurrentActor() actor: AccountActor, @Param('application_id') id: string): Promise<{ token: string }> {
    return { token: await this.resetBotToken.execute(actor, id) };
  }
}
