import { IsBoolean } from 'class-validator';
import { WEBHOOK_NAME_MAX } from '../../../domain/guilds';
import { IsSnowflake, IsText, MayBeAbsent, MayBeNull } from '../../shared/validation';
import { IMAGE_TEXT_MAX } from '../files/image.dto';

/** https://docs.discord.com/developers/resources/webhook#create-webhook */
export class CreateWebhookDto {
  @IsText(1, WEBHOOK_NAME_MAX)
  name!: string;

  @MayBeNull()
  @IsText(1, IMAGE_TEXT_MAX)
  avatar?: string | null;
}

/** https://docs.discord.com/developers/resources/webhook#modify-webhook-with-token */
export class UpdateWebhookByTokenDto {
  @MayBeNull()
  @IsText(1, WEBHOOK_NAME_MAX)
  name?: string | null;

  /** Null takes the picture away. */
  @MayBeNull()
  @IsText(1, IMAGE_TEXT_MAX)
  avatar?: string | null;
}

/** https://docs.discord.com/developers/resources/webhook#modify-webhook */
export class UpdateWebhookDto extends UpdateWebhookByTokenDto {
  @MayBeNull()
  @IsSnowflake()
  channel_id?: string | null;
}

/** What stands after `?` of the routes with a token. */
export class TokenQueryDto {
  @MayBeAbsent()
  @IsBoolean()
  wait?: boolean;

  @MayBeAbsent()
  @IsSnowflake()
  thread_id?: string;

  @MayBeAbsent()
  @IsBoolean()
  with_components?: boolean;
}
