import { ValidateBy } from 'class-validator';
import {
  EMAIL_LENGTH_MAX,
  isMixedPassword,
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
  USERNAME_LENGTH_MIN,
} from '../../../domain/identity';
import { IsText } from '../../shared/validation';

/** Names of this dialect are shorter than the server's rule allows. */
export const DISCORD_USERNAME_LENGTH_MAX = 32;

/** A new password of this dialect. */
const IsMixedPassword = (): PropertyDecorator =>
  ValidateBy({
    name: 'isMixedPassword',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && isMixedPassword(value),
      defaultMessage: () => '$property must contain an upper and a lower case letter, a digit and a special character',
    },
  });

export class RegisterDto {
  @IsText(USERNAME_LENGTH_MIN, DISCORD_USERNAME_LENGTH_MAX)
  username!: string;

  @IsText(1, EMAIL_LENGTH_MAX)
  email!: string;

  /** With an upper and a lower case letter, a digit and a special character. */
  @IsText(PASSWORD_LENGTH_MIN, PASSWORD_LENGTH_MAX)
  @IsMixedPassword()
  password!: string;
}

export class ChangePasswordDto {
  @IsText(1, PASSWORD_LENGTH_MAX)
  current_password!: string;

  @IsText(PASSWORD_LENGTH_MIN, PASSWORD_LENGTH_MAX)
  @IsMixedPassword()
  new_password!: string;
}

export class PasswordDto {
  @IsText(1, PASSWORD_LENGTH_MAX)
  password!: string;
}
