import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Req, UseGuards } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuthSessions } from '../../../application/identity/auth-sessions';
import { ChangePassword } from '../../../application/identity/change-password';
import { LogIn } from '../../../application/identity/log-in';
import { LogOut } from '../../../application/identity/log-out';
import { RefreshAccess } from '../../../application/identity/refresh-access';
import { RegisterAccount } from '../../../application/identity/register-account';
import type { AccountActor } from '../../../application/shared/actor';
import { invalid } from '../../../shared/errors';
import type { PresentedOwnUser } from '../presenters/user.presenter';
import { AuthenticatedGuard, CurrentActor } from '../../shared/authenticated.guard';
import { versionedDiscordRoutes } from '../rest/discord-routes';
import { ChangePasswordDto, RegisterDto } from './auth.dto';
import { type PresentedGrant, type PresentedSession, presentGrant, presentSession } from './auth.presenter';
import { describeClient } from '../../shared/client-description';
import { LoginDto, RefreshTokenDto } from '../../shared/login-forms.dto';
import { OwnUserPresentation } from './own-user';

@Controller(versionedDiscordRoutes('auth'))
export class AuthController {
  constructor(
    private readonly registerAccount: RegisterAccount,
    private readonly logIn: LogIn,
    private readonly refreshAccess: RefreshAccess,
    private readonly logOut: LogOut,
    private readonly authSessions: AuthSessions,
    private readonly changePassword: ChangePassword,
    private readonly ownUser: OwnUserPresentation,
  ) {}

  @Post('register')
  async register(
    @Body() body: RegisterDto,
    @Req() request: FastifyRequest,
  ): Promise<PresentedGrant & { user: PresentedOwnUser }> {
    const { username, email, password } = body;
    const { profile, grant } = await this.registerAccount.execute({
      username,
      email,
      password,
      ...describeClient(request),
    });
    return { user: this.ownUser.of(profile), ...presentGrant(grant) };
  }

  @Post('login')
  @HttpCode(HttpStatus.OK)
  async login(@Body() body: LoginDto, @Req() request: FastifyRequest): Promise<PresentedGrant> {
    const { password } = body;
    return presentGrant(await this.logIn.execute({ login: toLogin(body), password, ...describeClient(request) }));
  }

  /** A refresh token is good for one use; used again it ends its login. */
  @Post('refresh')
  @HttpCode(HttpStatus.OK)
  async refresh(@Body() body: RefreshTokenDto): Promise<PresentedGrant> {
    return presentGrant(await this.refreshAccess.execute(body.refresh_token));
  }

  @Post('logout')
  @HttpCode(HttpStatus.NO_CONTENT)
  async logout(@Body() body: RefreshTokenDto): Promise<void> {
    await this.logOut.execute(body.refresh_token);
  }

  /** Ends every login, this one too, and answers with a new one. */
  @Post('password')
  @HttpCode(HttpStatus.OK)
  @UseGuards(AuthenticatedGuard)
  async password(
    @CurrentActor() actor: AccountActor,
    @Body() body: ChangePasswordDto,
    @Req() request: FastifyRequest,
  ): Promise<PresentedGrant> {
    const { current_password: currentPassword, new_password: newPassword } = body;
    const grant = await this.changePassword.execute(actor, {
      currentPassword,
      newPassword,
      ...describeClient(request),
    });
    return presentGrant(grant);
  }

  @Get('sessions')
  @UseGuards(AuthenticatedGuard)
  async sessions(@CurrentActor() actor: AccountActor): Promise<PresentedSession[]> {
    return (await this.authSessions.list(actor)).map((session) => presentSession(session, actor.authSessionId));
  }

  /** All but the one that asks. */
  @Delete('sessions')
  @HttpCode(HttpStatus.NO_CONTENT)
  @UseGuards(AuthenticatedGuard)
  async endOtherSessions(@CurrentActor() actor: AccountActor): Promise<void> {
    await this.authSessions.endOthers(actor);
  }

  @Delete('sessions/:session_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @UseGuards(AuthenticatedGuard)
  async endSession(@CurrentActor() actor: AccountActor, @Param('session_id') sessionId: string): Promise<void> {
    await this.authSessions.end(actor, sessionId);
  }
}

function toLogin({ email, username }: LoginDto): { email: string } | { username: string } {
  if (email !== undefined && email !== null) return { email };
  if (username !== undefined && username !== null) return { username };
  throw invalid('email', 'is required, or username');
}
