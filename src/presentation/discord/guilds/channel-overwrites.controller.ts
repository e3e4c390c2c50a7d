import { Body, Controller, Delete, HttpCode, HttpStatus, Param, Put, UseGuards } from '@nestjs/common';
import { PutOverwrite } from '../../../application/guilds/channels/put-overwrite';
import { RemoveOverwrite } from '../../../application/guilds/channels/remove-overwrite';
import type { AccountActor } from '../../../application/shared/actor';
import { guildError } from '../../../domain/guilds';
import { isId } from '../../../shared/ids';
import { AuditReason } from '../rest/audit-reason.decorator';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { EditOverwriteDto, toOverwrite } from './channel.dto';

/** https://docs.discord.com/developers/resources/channel#edit-channel-permissions */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('channels/:channel_id/permissions'))
export class ChannelOverwritesController {
  constructor(
    private readonly putOverwrite: PutOverwrite,
    private readonly removeOverwrite: RemoveOverwrite,
  ) {}

  @Put(':overwrite_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async put(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Param('overwrite_id') targetId: string,
    @Body() body: EditOverwriteDto,
    @AuditReason() reason?: string,
  ): Promise<void> {
    if (!isId(targetId)) throw guildError('unknown_overwrite');
    await this.putOverwrite.execute(actor, { channelId, overwrite: toOverwrite(targetId, body), reason });
  }

  @Delete(':overwrite_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async remove(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Param('overwrite_id') targetId: string,
    @AuditReason() reason?: string,
  ): Promise<void> {
    await this.removeOverwrite.execute(actor, { channelId, targetId, reason });
  }
}
