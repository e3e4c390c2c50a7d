import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BanVisitor } from '../../../application/rooms/ban-visitor';
import { IssueTicket } from '../../../application/rooms/issue-ticket';
import { KickVisitor } from '../../../application/rooms/kick-visitor';
import { ListSanctions } from '../../../application/rooms/list-sanctions';
import { MuteVisitor } from '../../../application/rooms/mute-visitor';
import type { SanctionKind } from '../../../application/rooms/sanction.repository';
import type { SanctionInput } from '../../../application/rooms/sanction-writer';
import { UnbanVisitor } from '../../../application/rooms/unban-visitor';
import { UnmuteVisitor } from '../../../application/rooms/unmute-visitor';
import { operator } from '../../../application/shared/actor';
import { PresentedSanction, PresentedTicket } from './answers.dto';
import { ForOperators, OfOneRoom } from './for-operators';
import { presentSanction, presentTicket } from './management.presenter';
import { ListSanctionsDto, SanctionDto, TicketDto } from './moderation.dto';
import { linkNextPage } from '../../shared/next-link';

@ForOperators()
@Controller('management/rooms/:room_id')
export class RoomModerationController {
  constructor(
    private readonly listSanctions: ListSanctions,
    private readonly banVisitor: BanVisitor,
    private readonly unbanVisitor: UnbanVisitor,
    private readonly muteVisitor: MuteVisitor,
    private readonly unmuteVisitor: UnmuteVisitor,
    private readonly kickVisitor: KickVisitor,
    private readonly issueTicket: IssueTicket,
  ) {}

  @Get('bans')
  @OfOneRoom()
  async bans(
    @Param('room_id') roomId: string,
    @Query() query: ListSanctionsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PresentedSanction[]> {
    return this.list('ban', roomId, query, request, reply);
  }

  /** Takes effect at once: the user's sockets are closed. A second ban replaces the first. */
  @Put('bans/:user_id')
  @OfOneRoom()
  async ban(
    @Param('room_id') roomId: string,
    @Param('user_id') userKey: string,
    @Body() body: SanctionDto,
  ): Promise<PresentedSanction> {
    return presentSanction(await this.banVisitor.execute(operator, { roomId, ...toSanctionInput(userKey, body) }));
  }

  @Delete('bans/:user_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @OfOneRoom()
  async unban(@Param('room_id') roomId: string, @Param('user_id') userKey: string): Promise<void> {
    await this.unbanVisitor.execute(operator, { roomId, userKey });
  }

  @Get('mutes')
  @OfOneRoom()
  async mutes(
    @Param('room_id') roomId: string,
    @Query() query: ListSanctionsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PresentedSanction[]> {
    return this.list('mute', roomId, query, request, reply);
  }

  @Put('mutes/:user_id')
  @OfOneRoom()
  async mute(
    @Param('room_id') roomId: string,
    @Param('user_id') userKey: string,
    @Body() body: SanctionDto,
  ): Promise<PresentedSanction> {
    return presentSanction(await this.muteVisitor.execute(operator, { roomId, ...toSanctionInput(userKey, body) }));
  }

  @Delete('mutes/:user_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @OfOneRoom()
  async unmute(@Param('room_id') roomId: string, @Param('user_id') userKey: string): Promise<void> {
    await this.unmuteVisitor.execute(operator, { roomId, userKey });
  }

  /** Sends a user out; nothing keeps the user from coming back. */
  @Delete('users/:user_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @OfOneRoom()
  async kick(@Param('room_id') roomId: string, @Param('user_id') userKey: string): Promise<void> {
    await this.kickVisitor.execute(operator, { roomId, userKey, bans: false });
  }

  /** Signed, for one room and one user, reusable until it expires; a ban beats it. */
  @Post('tickets')
  @HttpCode(HttpStatus.OK)
  @OfOneRoom()
  async ticket(@Param('room_id') roomId: string, @Body() body: TicketDto): Promise<PresentedTicket> {
    const issued = await this.issueTicket.execute({
      roomId,
      userKey: body.user_id,
      nickname: body.nickname ?? undefined,
      role: body.role,
      expiresInSeconds: body.expires_in_seconds,
    });
    return presentTicket(issued);
  }

  private async list(
    kind: SanctionKind,
    roomId: string,
    { after }: ListSanctionsDto,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<PresentedSanction[]> {
    const page = await this.listSanctions.execute(kind, roomId, after);
    linkNextPage(request, reply, page.next === undefined ? undefined : { after: page.next });
    return page.items.map(presentSanction);
  }
}

const toSanctionInput = (userKey: string, body: SanctionDto): SanctionInput => ({
  userKey,
  reason: body.reason ?? undefined,
  durationSeconds: body.duration_seconds ?? undefined,
});
