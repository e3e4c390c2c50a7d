import { Body, Controller, Headers, HttpCode, HttpStatus, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { PublicAddress } from '../../../application/files';
import { UserDirectory } from '../../../application/identity';
import type { AccessGrant } from '../../../application/identity/access-grants';
import { FAILED_LOGINS_STRICT } from '../../../application/identity/failed-logins';
import { LogIn } from '../../../application/identity/log-in';
import { RefreshAccess } from '../../../application/identity/refresh-access';
import { RegisterAccount } from '../../../application/identity/register-account';
import { Clock } from '../../../application/shared/clock';
import { invalidToken } from '../../../domain/identity';
import { describeClient } from '../../shared/client-description';
import { EndLogin } from '../../shared/end-login';
import { loginOf } from '../../shared/login-name';
import { LoginDto, LogoutDto, RefreshTokenDto } from '../../shared/login-forms.dto';
import { AnswerInWorkEnvelope } from '../envelope';
import { WorkRegisterDto } from './auth.dto';
import { presentLogin, type PresentedLogin } from './login.presenter';

/** The root's own logins, shared by the work and the chat dialect: either body, and the fields of both in the answer. */
@ApiTags('work')
@UseInterceptors(AnswerInWorkEnvelope)
@Controller('auth')
export class WorkAuthController {
  constructor(
    private readonly registerAccount: RegisterAccount,
    private readonly logIn: LogIn,
    private readonly refreshAccess: RefreshAccess,
    private readonly endLogin: EndLogin,
    private readonly users: UserDirectory,
    private readonly address: PublicAddress,
    private readonly clock: Clock,
  ) {}

  @Post('register')
  @ApiOperation({ summary: 'Make an account and log it in' })
  async register(@Body() body: WorkRegisterDto, @Req() request: FastifyRequest): Promise<PresentedLogin> {
    const { username, email, password } = body;
    const displayName = body.name ?? body.display_name ?? undefined;
    const input = { username, email, password, displayName, ...describeClient(request) };
    const { grant } = await this.registerAccount.execute(input);
    return this.present(grant);
  }

  @Post('login')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Log in by e-mail or username' })
  async login(@Body() body: LoginDto, @Req() request: FastifyRequest): Promise<PresentedLogin> {
    const login = loginOf(body);
    const { password } = body;
    const input = { login, password, stricterLimit: FAILED_LOGINS_STRICT, ...describeClient(request) };
    return this.present(await this.logIn.execute(input));
  }

  @Post('refresh')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Exchange a refresh token; one that is shown twice ends its login' })
  async refresh(@Body() body: RefreshTokenDto): Promise<PresentedLogin> {
    return this.present(await this.refreshAccess.execute(body.refresh_token));
  }

  @Post('logout')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'End the login of a refresh token, or of the access token' })
  async logout(@Body() body: LogoutDto, @Headers('authorization') authorization?: string): Promise<void> {
    await this.endLogin.of(body.refresh_token ?? undefined, authorization);
  }

  private async present(grant: AccessGrant): Promise<PresentedLogin> {
    const profile = await this.users.findOwn(grant.userId);
    if (!profile) throw invalidToken();
    return presentLogin(grant, profile, { baseUrl: this.address.url, nowMs: this.clock.nowMs() });
  }
}
