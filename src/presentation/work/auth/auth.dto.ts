import { EMAIL_LENGTH_MAX, PASSWORD_LENGTH_MAX, USERNAME_LENGTH_MAX } from '../../../domain/identity';
import { IsText, MayBeNull } from '../../shared/validation';

/** Names at the shared root are longer than the server's rule asks for. */
const USERNAME_LENGTH_MIN = 3;
const NAME_TEXT_MAX = 256;

/** The body of either system that shares these paths. */
export class WorkRegisterDto {
  @IsText(1, EMAIL_LENGTH_MAX)
  email!: string;

  @IsText(USERNAME_LENGTH_MIN, USERNAME_LENGTH_MAX)
  username!: string;

  @MayBeNull()
  @IsText(0, NAME_TEXT_MAX)
  name?: string | null;

  /** Another name of `name`. */
  @MayBeNull()
  @IsText(0, NAME_TEXT_MAX)
  display_name?: string | null;

  /** Eight characters or more. */
  @IsText(0, PASSWORD_LENGTH_MAX)
  password!: string;
}
