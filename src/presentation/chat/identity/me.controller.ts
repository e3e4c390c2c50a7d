import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Post,
  Put,
  Req,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ChangePassword } from '../../../application/identity/change-password';
import { UpdateProfile } from '../../../application/identity/update-profile';
import type { AccountActor } from '../../../application/shared/actor';
import { invalid } from '../../../shared/errors';
import { CurrentActor, PersonGuard } from '../../shared/authenticated.guard';
import { describeClient } from '../../shared/client-description';
import { AnswerInEnvelope } from '../envelope';
import { CHAT_BASE, chatRoutes } from '../routes';
import { ChatChangePasswordDto, UpdateMeDto } from './auth.dto';
import { type ChatLogin, OwnAccount } from './own-account';
import type { ChatOwnUser } from './user.presenter';

const ofMe = [...chatRoutes('auth/me', 'auth/me', 'me'), `${CHAT_BASE}/me`];

/** One's own account. */
@ApiTags('chat')
@ApiBearerAuth()
@UseGuards(PersonGuard)
@UseInterceptors(AnswerInEnvelope)
@Controller()
export class MeController {
  constructor(
    private readonly updateProfile: UpdateProfile,
    private readonly changePassword: ChangePassword,
    private readonly account: OwnAccount,
  ) {}

  @Get(ofMe)
  @ApiOperation({ summary: 'Who one is' })
  me(@CurrentActor() { userId }: AccountActor): Promise<ChatOwnUser> {
    return this.account.of(userId);
  }

  @Put(ofMe)
  @ApiOperation({ summary: 'Change name, shown name or picture' })
  async update(@CurrentActor() actor: AccountActor, @Body() body: UpdateMeDto): Promise<ChatOwnUser> {
    const { username, display_name: displayName, avatar_url: avatarUrl } = body;
    const current = avatarUrl ? await this.account.of(actor.userId) : undefined;
    const avatar = avatarUrl === current?.avatar_url ? undefined : pictureOf(avatarUrl);
    const input = { username: username ?? undefined, displayName, avatar };
    return this.account.present(await this.updateProfile.execute(actor, input));
  }

  @Post(chatRoutes('auth/change-password', 'auth/change-password'))
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Change the password: every login ends, the answer has a new one' })
  async password(
    @CurrentActor() actor: AccountActor,
    @Body() body: ChatChangePasswordDto,
    @Req() request: FastifyRequest,
  ): Promise<ChatLogin> {
    const currentPassword = body.current_password ?? body.old_password;
    if (!currentPassword) throw invalid('current_password', 'must not be empty');
    const input = { currentPassword, newPassword: body.new_password, ...describeClient(request) };
    return this.account.login(await this.changePassword.execute(actor, input));
  }
}

/** Pictures come as data; an address elsewhere is not fetched. */
function pictureOf(text: string | null | undefined): string | null | undefined {
  if (text === undefined || text === null) return text;
  if (text === '') return null;
  if (text.startsWith('data:')) return text;
  throw invalid('avatar_url', 'must be a data URI of a picture, or null');
}
