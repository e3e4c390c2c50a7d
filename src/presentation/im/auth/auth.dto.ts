import {
  EMAIL_LENGTH_MAX,
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
  USERNAME_LENGTH_MIN,
} from '../../../domain/identity';
import { IsText } from '../../shared/validation';

/** Names of this dialect are shorter than the server's rule allows. */
export const IM_USERNAME_LENGTH_MAX = 32;

export class ImRegisterDto {
  @IsText(USERNAME_LENGTH_MIN, IM_USERNAME_LENGTH_MAX)
  username!: string;

  @IsText(1, EMAIL_LENGTH_MAX)
  email!: string;

  @IsText(PASSWORD_LENGTH_MIN, PASSWORD_LENGTH_MAX)
  password!: string;
}

export class ImLoginDto {
  @IsText(1, EMAIL_LENGTH_MAX)
  email!: string;

  @IsText(1, PASSWORD_LENGTH_MAX)
  password!: string;
}
