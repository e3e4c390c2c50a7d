import { Body, Controller, Get, Param, Post, Query, UseGuards } from '@nestjs/common';
import type { APIThreadChannel, APIThreadList } from 'discord-api-types/v10';
import { CreateThread, type CreateThreadInput } from '../../../application/guilds/threads/create-thread';
import {
  type ArchivedThreadsInput,
  type ArchivedThreadsPage,
  ListThreads,
} from '../../../application/guilds/threads/list-threads';
import type { AccountActor } from '../../../application/shared/actor';
import { guildError } from '../../../domain/guilds';
import { invalid } from '../../../shared/errors';
import { isId } from '../../../shared/ids';
import { AuditReason } from '../rest/audit-reason.decorator';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { discordRoutes } from '../rest/discord-routes';
import { ArchivedThreadsQueryDto, PRIVATE_THREAD, ThreadDto, ThreadFromMessageDto } from './thread.dto';
import { ThreadPresentation } from './thread-presentation';

type ArchivedThreadList = APIThreadList & { readonly has_more: boolean };

/** Threads of a channel. https://docs.discord.com/developers/resources/channel#start-thread-from-message */
@UseGuards(AuthenticatedGuard)
@Controller(discordRoutes('channels/:channel_id'))
export class ThreadsController {
  constructor(
    private readonly createThread: CreateThread,
    private readonly listThreads: ListThreads,
    private readonly presentation: ThreadPresentation,
  ) {}

  @Post('messages/:message_id/threads')
  async createFromMessage(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Param('message_id') messageId: string,
    @Body() body: ThreadFromMessageDto,
    @AuditReason() reason?: string,
  ): Promise<APIThreadChannel> {
    if (!isId(messageId)) throw guildError('unknown_message');
    const input = { channelId, messageId, isPrivate: false, reason, ...settingsOf(body) };
    return this.presentation.one(await this.createThread.execute(actor, input));
  }

  @Post('threads')
  async create(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Body() body: ThreadDto,
    @AuditReason() reason?: string,
  ): Promise<APIThreadChannel> {
    const isPrivate = (body.type ?? PRIVATE_THREAD) === PRIVATE_THREAD;
    const isInvitable = body.invitable ?? undefined;
    const input = { channelId, isPrivate, isInvitable, reason, ...settingsOf(body) };
    return this.presentation.one(await this.createThread.execute(actor, input));
  }

  @Get('threads/archived/public')
  archivedPublic(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Query() query: ArchivedThreadsQueryDto,
  ): Promise<ArchivedThreadList> {
    return this.archived(actor, { channelId, kind: 'public', ...pageOf(query) });
  }

  @Get('threads/archived/private')
  archivedPrivate(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Query() query: ArchivedThreadsQueryDto,
  ): Promise<ArchivedThreadList> {
    return this.archived(actor, { channelId, kind: 'private', ...pageOf(query) });
  }

  @Get('users/@me/threads/archived/private')
  archivedOwn(
    @CurrentActor() actor: AccountActor,
    @Param('channel_id') channelId: string,
    @Query() query: ArchivedThreadsQueryDto,
  ): Promise<ArchivedThreadList> {
    return this.archived(actor, { channelId, kind: 'joined_private', ...pageOf(query) });
  }

  private async archived(actor: AccountActor, input: ArchivedThreadsInput): Promise<ArchivedThreadList> {
    const listed = await this.listThreads.archived(actor, input);
    return { ...this.presentation.list(listed), has_more: listed.hasMore };
  }
}

const settingsOf = (
  body: ThreadFromMessageDto,
): Pick<CreateThreadInput, 'name' | 'autoArchiveMinutes' | 'slowModeSeconds'> => ({
  name: body.name,
  autoArchiveMinutes: body.auto_archive_duration ?? undefined,
  slowModeSeconds: body.rate_limit_per_user ?? undefined,
});

/** A time, or the id of a thread that one is a member of. @throws AppError `invalid` */
function pageOf({ before, limit }: ArchivedThreadsQueryDto): ArchivedThreadsPage {
  if (before === undefined) return { limit };
  if (isId(before)) return { limit, beforeId: before };
  const beforeMs = Date.parse(before);
  if (Number.isNaN(beforeMs)) throw invalid('before', 'must be a time (ISO 8601) or an id');
  return { limit, beforeMs };
}
