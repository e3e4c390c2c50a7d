import { Body, Controller, HttpCode, HttpStatus, Post, Req, UseGuards } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { UserDirectory } from '../../../application/identity';
import type { AccessGrant, AccessLifetime, ClientDescription } from '../../../application/identity/access-grants';
import { AuthSessions } from '../../../application/identity/auth-sessions';
import { LogIn } from '../../../application/identity/log-in';
import { RefreshAccess } from '../../../application/identity/refresh-access';
import { RegisterAccount } from '../../../application/identity/register-account';
import type { AccountActor } from '../../../application/shared/actor';
import { assert } from '../../../shared/assert';
import { AddressLimits, LOGINS_LIMIT, REGISTRATIONS_LIMIT } from '../../shared/address-limits';
import { describeClient } from '../../shared/client-description';
import { RefreshTokenDto } from '../../shared/login-forms.dto';
import { ImController, Refuses } from '../for-people';
import { CurrentPerson, PeopleGuard } from '../people.guard';
import { UserPresentation } from '../users/user-presentation';
import { PresentedLogin, PresentedSuccessMessage, PresentedTokens } from './auth-answer.dto';
import { ImLoginDto, ImRegisterDto } from './auth.dto';

/** The clients of this dialect do not refresh. */
const LIFETIME: AccessLifetime = 'login';

@ImController()
@Controller('api/auth')
export class ImAuthController {
  constructor(
    private readonly limits: AddressLimits,
    private readonly registerAccount: RegisterAccount,
    private readonly logIn: LogIn,
    private readonly refreshAccess: RefreshAccess,
    private readonly authSessions: AuthSessions,
    private readonly users: UserDirectory,
    private readonly presentation: UserPresentation,
  ) {}

  @Post('register')
  @HttpCode(HttpStatus.OK)
  @Refuses(409, 'User already exists')
  async register(@Body() body: ImRegisterDto, @Req() request: FastifyRequest): Promise<PresentedLogin> {
    const client = clientOf(request);
    await this.limits.require(REGISTRATIONS_LIMIT, client.address);
    const { username, email, password } = body;
    const { profile, grant } = await this.registerAccount.execute({ username, email, password, ...client });
    return { ...presentTokens(grant), user: this.presentation.self(profile) };
  }

  @Post('login')
  @HttpCode(HttpStatus.OK)
  @Refuses(401, 'Invalid credentials')
  async login(@Body() { email, password }: ImLoginDto, @Req() request: FastifyRequest): Promise<PresentedLogin> {
    const client = clientOf(request);
    await this.limits.require(LOGINS_LIMIT, client.address);
    const grant = await this.logIn.execute({ login: { email }, password, ...client });
    const profile = await this.users.findOwn(grant.userId);
    assert(profile, 'whoever has logged in has an account');
    return { ...presentTokens(grant), user: this.presentation.self(profile) };
  }

  /** A refresh token is good for one use; used again it ends its login. */
  @Post('refresh')
  @HttpCode(HttpStatus.OK)
  @Refuses(401, 'Invalid or expired token')
  async refresh(@Body() body: RefreshTokenDto): Promise<PresentedTokens> {
    return presentTokens(await this.refreshAccess.execute(body.refresh_token, LIFETIME));
  }

  /** Ends the login of the token, and with it the token. */
  @Post('logout')
  @HttpCode(HttpStatus.OK)
  @UseGuards(PeopleGuard)
  @ApiSecurity('account')
  @Refuses(401, 'Invalid or expired token')
  async logout(@CurrentPerson() actor: AccountActor): Promise<PresentedSuccessMessage> {
    assert(actor.authSessionId, 'people act through a login');
    await this.authSessions.end(actor, actor.authSessionId);
    return { success: true, message: 'Logged out successfully' };
  }
}

const clientOf = (request: FastifyRequest): ClientDescription => ({
  ...describeClient(request),
  accessLifetime: LIFETIME,
});

const presentTokens = ({ accessToken, refreshToken }: AccessGrant): PresentedTokens => ({
  token: accessToken,
  refresh_token: refreshToken,
});
