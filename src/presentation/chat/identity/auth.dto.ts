import { EMAIL_LENGTH_MAX, PASSWORD_LENGTH_MAX, USERNAME_LENGTH_MAX } from '../../../domain/identity';
import { IsText, MayBeNull } from '../../shared/validation';

/** Names of this dialect are longer than the server's rule asks for. */
export const CHAT_USERNAME_LENGTH_MIN = 3;
const NAME_TEXT_MAX = 256;
const AVATAR_TEXT_MAX = 1_000_000;

export class ChatRegisterDto {
  @IsText(1, EMAIL_LENGTH_MAX)
  email!: string;

  @IsText(CHAT_USERNAME_LENGTH_MIN, USERNAME_LENGTH_MAX)
  username!: string;

  @MayBeNull()
  @IsText(0, NAME_TEXT_MAX)
  display_name?: string | null;

  /** Eight characters or more. */
  @IsText(0, PASSWORD_LENGTH_MAX)
  password!: string;
}

export class UpdateMeDto {
  @MayBeNull()
  @IsText(CHAT_USERNAME_LENGTH_MIN, USERNAME_LENGTH_MAX)
  username?: string | null;

  @MayBeNull()
  @IsText(0, NAME_TEXT_MAX)
  display_name?: string | null;

  /** A picture as a data URI; null or empty for none. The address that the account has already changes nothing. */
  @MayBeNull()
  @IsText(0, AVATAR_TEXT_MAX)
  avatar_url?: string | null;
}

export class ChatChangePasswordDto {
  @MayBeNull()
  @IsText(1, PASSWORD_LENGTH_MAX)
  current_password?: string | null;

  /** Another name of `current_password`. */
  @MayBeNull()
  @IsText(1, PASSWORD_LENGTH_MAX)
  old_password?: string | null;

  @IsText(0, PASSWORD_LENGTH_MAX)
  new_password!: string;
}
