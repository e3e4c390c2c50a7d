import { Body, Controller, Headers, HttpCode, HttpStatus, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { FAILED_LOGINS_STRICT } from '../../../application/identity/failed-logins';
import { LogIn } from '../../../application/identity/log-in';
import { RefreshAccess } from '../../../application/identity/refresh-access';
import { RegisterAccount } from '../../../application/identity/register-account';
import { describeClient } from '../../shared/client-description';
import { EndLogin } from '../../shared/end-login';
import { loginOf } from '../../shared/login-name';
import { LoginDto, LogoutDto, RefreshTokenDto } from '../../shared/login-forms.dto';
import { AnswerInEnvelope } from '../envelope';
import { CHAT_BASE } from '../routes';
import { ChatRegisterDto } from './auth.dto';
import { type ChatLogin, OwnAccount } from './own-account';

/** Below the base only: at the root these paths are shared with the work dialect. */
@ApiTags('chat')
@UseInterceptors(AnswerInEnvelope)
@Controller([`${CHAT_BASE}/auth`, `${CHAT_BASE}/api/v1/auth`])
export class ChatAuthController {
  constructor(
    private readonly registerAccount: RegisterAccount,
    private readonly logIn: LogIn,
    private readonly refreshAccess: RefreshAccess,
    private readonly endLogin: EndLogin,
    private readonly account: OwnAccount,
  ) {}

  @Post('register')
  @ApiOperation({ summary: 'Make an account and log it in' })
  async register(@Body() body: ChatRegisterDto, @Req() request: FastifyRequest): Promise<ChatLogin> {
    const { username, email, password, display_name: displayName } = body;
    const input = { username, email, password, displayName: displayName ?? undefined };
    const { grant } = await this.registerAccount.execute({ ...input, ...describeClient(request) });
    return this.account.login(grant);
  }

  @Post('login')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Log in by e-mail or username' })
  async login(@Body() body: LoginDto, @Req() request: FastifyRequest): Promise<ChatLogin> {
    const login = loginOf(body);
    const { password } = body;
    const input = { login, password, stricterLimit: FAILED_LOGINS_STRICT, ...describeClient(request) };
    return this.account.login(await this.logIn.execute(input));
  }

  @Post(['refresh', 'token/refresh'])
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Exchange a refresh token, which is good for one use' })
  async refresh(@Body() body: RefreshTokenDto): Promise<ChatLogin> {
    return this.account.login(await this.refreshAccess.execute(body.refresh_token));
  }

  @Post('logout')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'End the login of a refresh token, or of the access token' })
  async logout(@Body() body: LogoutDto, @Headers('authorization') authorization?: string): Promise<null> {
    await this.endLogin.of(body.refresh_token ?? undefined, authorization);
    return null;
  }
}
