import { IsString } from 'class-validator';
import { BIO_LENGTH_MAX, DISPLAY_NAME_LENGTH_MAX, USERNAME_LENGTH_MIN } from '../../../domain/identity';
import { IsText, MayBeNull } from '../../shared/validation';
import { DISCORD_USERNAME_LENGTH_MAX } from './auth.dto';

export class UpdateProfileDto {
  @MayBeNull()
  @IsText(USERNAME_LENGTH_MIN, DISCORD_USERNAME_LENGTH_MAX)
  username?: string | null;

  @MayBeNull()
  @IsText(0, DISPLAY_NAME_LENGTH_MAX)
  global_name?: string | null;

  /** The same as `global_name`, which counts when both are given. */
  @MayBeNull()
  @IsText(0, DISPLAY_NAME_LENGTH_MAX)
  display_name?: string | null;

  /** A data URI; null takes the picture away. */
  @MayBeNull()
  @IsString()
  avatar?: string | null;

  @MayBeNull()
  @IsText(0, BIO_LENGTH_MAX)
  bio?: string | null;
}
