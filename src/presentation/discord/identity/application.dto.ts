import { IsBoolean, IsInt, IsString, Min } from 'class-validator';
import {
  APPLICATION_DESCRIPTION_LENGTH_MAX,
  APPLICATION_NAME_LENGTH_MAX,
  APPLICATION_NAME_LENGTH_MIN,
} from '../../../domain/identity';
import { IsText, MayBeNull } from '../../shared/validation';

export class CreateApplicationDto {
  @IsText(APPLICATION_NAME_LENGTH_MIN, APPLICATION_NAME_LENGTH_MAX)
  name!: string;

  @MayBeNull()
  @IsText(0, APPLICATION_DESCRIPTION_LENGTH_MAX)
  description?: string | null;
}

export class UpdateApplicationDto {
  @MayBeNull()
  @IsText(APPLICATION_NAME_LENGTH_MIN, APPLICATION_NAME_LENGTH_MAX)
  name?: string | null;

  @MayBeNull()
  @IsText(0, APPLICATION_DESCRIPTION_LENGTH_MAX)
  description?: string | null;

  /** A data URI; null takes the picture away. */
  @MayBeNull()
  @IsString()
  icon?: string | null;

  /** Which privileged intents the bot may ask for. */
  @MayBeNull()
  @IsInt()
  @Min(0)
  flags?: number | null;

  @MayBeNull()
  @IsBoolean()
  bot_public?: boolean | null;
}
