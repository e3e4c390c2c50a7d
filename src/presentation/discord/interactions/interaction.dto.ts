import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsDefined, IsIn, IsInt, IsBoolean, ValidateNested } from 'class-validator';
import { IsSnowflake, IsText, MayBeNull } from '../../shared/validation';
import { CUSTOM_ID_MAX, SELECT_OPTIONS_MAX } from '../messages/components';
import { ExecuteWebhookDto } from '../webhooks/webhook-message.dto';

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-interaction-type */
const MESSAGE_COMPONENT = 3;

export class ComponentDataDto {
  @IsInt()
  component_type!: number;

  @IsText(1, CUSTOM_ID_MAX)
  custom_id!: string;

  @MayBeNull()
  @IsArray()
  @ArrayMaxSize(SELECT_OPTIONS_MAX)
  @IsText(1, CUSTOM_ID_MAX, { each: true })
  values?: string[] | null;
}

/** As Discord's own clients send it; what only they need is dropped. */
export class UseComponentDto {
  @IsIn([MESSAGE_COMPONENT], { message: 'must be 3: only components of messages can be used' })
  type!: number;

  @IsSnowflake()
  application_id!: string;

  @IsSnowflake()
  channel_id!: string;

  @IsSnowflake()
  message_id!: string;

  @IsDefined({ message: 'is required' })
  @ValidateNested()
  @Type(() => ComponentDataDto)
  data!: ComponentDataDto;
}

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type */
export const CallbackType = { reply: 4, deferReply: 5, deferUpdate: 6, update: 7 } as const;

export class CallbackDto {
  @IsIn(Object.values(CallbackType), { message: 'must be 4, 5, 6 or 7' })
  type!: number;

  @MayBeNull()
  @ValidateNested()
  @Type(() => ExecuteWebhookDto)
  data?: ExecuteWebhookDto | null;
}

export class CallbackQueryDto {
  @MayBeNull()
  @IsBoolean()
  with_response?: boolean;
}
