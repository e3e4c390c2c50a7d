import { IsBoolean } from 'class-validator';
import { WEBHOOK_NAME_MAX } from '../../../domain/guilds';
import { IsText, MayBeNull } from '../../shared/validation';
import { MessageBodyDto } from '../messages/message.dto';

const AVATAR_URL_MAX = 2_048;

/** https://docs.discord.com/developers/resources/webhook#edit-webhook-message */
export class WebhookMessageDto extends MessageBodyDto {}

/** https://docs.discord.com/developers/resources/webhook#execute-webhook */
export class ExecuteWebhookDto extends WebhookMessageDto {
  @MayBeNull()
  @IsBoolean()
  tts?: boolean | null;

  /** The name this message goes by, instead of the webhook's own. */
  @MayBeNull()
  @IsText(1, WEBHOOK_NAME_MAX)
  username?: string | null;

  /** Followed only when it leads to a picture of this server. */
  @MayBeNull()
  @IsText(0, AVATAR_URL_MAX)
  avatar_url?: string | null;
}
