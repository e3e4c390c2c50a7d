import { ArrayMaxSize, IsArray, IsString } from 'class-validator';
import { EMOJI_NAME_MAX, EMOJI_NAME_MIN, ROLES_MAX } from '../../../domain/guilds';
import { IsSnowflake, IsText, MayBeNull } from '../../shared/validation';

/** https://docs.discord.com/developers/resources/emoji#create-guild-emoji */
export class CreateEmojiDto {
  @IsText(EMOJI_NAME_MIN, EMOJI_NAME_MAX)
  name!: string;

  /** A picture as a data URI. */
  @IsString()
  image!: string;

  /** Empty or null: everybody may use it. */
  @MayBeNull()
  @IsSnowflake({ each: true })
  @ArrayMaxSize(ROLES_MAX)
  @IsArray()
  roles?: string[] | null;
}

export class UpdateEmojiDto {
  @MayBeNull()
  @IsText(EMOJI_NAME_MIN, EMOJI_NAME_MAX)
  name?: string | null;

  @MayBeNull()
  @IsSnowflake({ each: true })
  @ArrayMaxSize(ROLES_MAX)
  @IsArray()
  roles?: string[] | null;
}
