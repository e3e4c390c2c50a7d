import { Body, Controller, HttpCode, HttpStatus, Param, Post, Query, Res, UseGuards } from '@nestjs/common';
import { type RESTPostAPIInteractionCallbackWithResponseResult, InteractionType } from 'discord-api-types/v10';
import type { FastifyReply } from 'fastify';
import { KeepAttachments } from '../../../application/files';
import {
  AnswerInteraction,
  type AnsweredInteraction,
} from '../../../application/messaging/interactions/answer-interaction';
import { LiveInteractions } from '../../../application/messaging/interactions/live-interactions';
import { UseComponent } from '../../../application/messaging/interactions/use-component';
import type { AccountActor } from '../../../application/shared/actor';
import { guildError } from '../../../domain/guilds';
import { MessageFlag } from '../../../domain/messaging';
import { newUploads } from '../files/attachment.dto';
import { AcceptsFiles, type Form, FormInput } from '../files/form';
import { DialectChannels } from '../messages/dialect-channels';
import { MessagePresentation } from '../messages/message-presentation';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { ExecuteWebhookDto } from '../webhooks/webhook-message.dto';
import { answerOf } from './interaction-answers';
import { CallbackDto, CallbackQueryDto, CallbackType, UseComponentDto } from './interaction.dto';
import { InteractionTokenGuard } from './interaction-token.guard';

interface CallbackPath {
  readonly interaction_id: string;
  readonly interaction_token: string;
}

type CallbackAnswer = RESTPostAPIInteractionCallbackWithResponseResult;

/** https://docs.discord.com/developers/interactions/receiving-and-responding */
@Controller(discordRoutes('interactions'))
export class InteractionsController {
  constructor(
    private readonly useComponent: UseComponent,
    private readonly answerInteraction: AnswerInteraction,
    private readonly live: LiveInteractions,
    private readonly channels: DialectChannels,
    private readonly keepAttachments: KeepAttachments,
    private readonly presentation: MessagePresentation,
  ) {}

  /** What a person's client calls when a component is used. */
  @Post()
  @UseGuards(AuthenticatedGuard)
  @HttpCode(HttpStatus.NO_CONTENT)
  async use(@CurrentActor() actor: AccountActor, @Body() body: UseComponentDto): Promise<void> {
    await this.channels.require(body.channel_id);
    await this.useComponent.execute(actor, {
      applicationId: body.application_id,
      channelId: body.channel_id,
      messageId: body.message_id,
      customId: body.data.custom_id,
      componentType: body.data.component_type,
      ...(body.data.values && { values: body.data.values }),
    });
  }

  /** The bot's answer. */
  @Post(':interaction_id/:interaction_token/callback')
  @UseGuards(InteractionTokenGuard)
  @AcceptsFiles()
  async answer(
    @Param() { interaction_id: id, interaction_token: token }: CallbackPath,
    @Query() { with_response: withResponse }: CallbackQueryDto,
    @FormInput(CallbackDto) { payload, files }: Form<CallbackDto>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CallbackAnswer | undefined> {
    const interaction = this.live.find(token)?.interaction;
    if (!interaction) throw guildError('unknown_interaction');
    const data = payload.data ?? new ExecuteWebhookDto();
    const answered = await this.keepAttachments.execute(
      {
        channelId: interaction.channelId,
        uploaderId: interaction.botUserId,
        uploads: newUploads(files, data.attachments),
      },
      (attachments) =>
        this.answerInteraction.execute({ id, token, answer: answerOf(payload.type, data, files, attachments) }),
    );
    reply.status(withResponse ? HttpStatus.OK : HttpStatus.NO_CONTENT);
    return withResponse ? this.present(answered, payload.type) : undefined;
  }

  private async present({ interaction, message }: AnsweredInteraction, type: number): Promise<CallbackAnswer> {
    const isEphemeral = ((message?.flags ?? 0) & MessageFlag.ephemeral) !== 0;
    return {
      interaction: {
        id: interaction.id,
        type: InteractionType.MessageComponent,
        ...(message && { response_message_id: message.id, response_message_ephemeral: isEphemeral }),
        response_message_loading: type === CallbackType.deferReply,
      },
      resource: { type, ...(message && { message: await this.presentation.one(message, interaction.botUserId) }) },
    };
  }
}
