import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import type { AccountActor } from '../../application/shared/actor';

export const ACCESS_TOKEN_STRATEGY = 'access-token';

/** What whoever asks for the authentication hands over with each request. */
export interface TokenOptions {
  /** Whose token it is. Passport keeps its strategies for the whole process, which may hold several applications. */
  readonly resolve: (token: string) => Promise<AccountActor>;
}

type Done = (error: unknown, actor: AccountActor | null) => void;
type Verify = (token: string, options: TokenOptions, done: Done) => void;
interface RequestWithHeaders {
  readonly headers: { readonly authorization?: string };
}

/** The libraries write the token with its kind in front, some people without. */
const scheme = /^(?:Bot|Bearer)\s+/i;

/** Takes the token of the `Authorization` header. */
class TokenInHeader extends passport.Strategy {
  constructor(private readonly verify: Verify) {
    super();
  }

  override authenticate(request: RequestWithHeaders, options: TokenOptions): void {
    const { authorization } = request.headers;
    if (!authorization) return this.fail();
    this.verify(authorization.replace(scheme, '').trim(), options, (error, actor) =>
      actor ? this.success(actor) : this.error(error),
    );
  }
}

/** Access tokens of people and tokens of bots, in REST. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(TokenInHeader, ACCESS_TOKEN_STRATEGY) {
  validate(token: string, { resolve }: TokenOptions): Promise<AccountActor> {
    return resolve(token);
  }
}
