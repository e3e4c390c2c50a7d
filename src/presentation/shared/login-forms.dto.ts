import { EMAIL_LENGTH_MAX, PASSWORD_LENGTH_MAX } from '../../domain/identity';
import { IsText, MayBeNull } from './validation';

const REFRESH_TOKEN_LENGTH_MAX = 1_024;

/** Of dialects that know people by either name. */
export class LoginDto {
  @MayBeNull()
  @IsText(1, EMAIL_LENGTH_MAX)
  email?: string | null;

  /** Instead of the e-mail address. */
  @MayBeNull()
  @IsText(1, EMAIL_LENGTH_MAX)
  username?: string | null;

  @IsText(1, PASSWORD_LENGTH_MAX)
  password!: string;
}

export class RefreshTokenDto {
  @IsText(1, REFRESH_TOKEN_LENGTH_MAX)
  refresh_token!: string;
}

/** Without a refresh token the login of the access token ends. */
export class LogoutDto {
  @MayBeNull()
  @IsText(1, REFRESH_TOKEN_LENGTH_MAX)
  refresh_token?: string | null;
}
