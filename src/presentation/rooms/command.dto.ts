import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { HISTORY_PAGE_MAX } from '../../application/messaging';
import { MODERATION_SECONDS_MAX } from '../../domain/rooms';
import { IsSnowflake } from '../shared/validation';

/** Lengths of texts are the domain's business: it tells `too_long` from `invalid`. */
export class SendMessageCommand {
  @IsString()
  content!: string;

  @IsOptional()
  @IsString()
  nonce?: string | null;
}

export class UserCommand {
  @IsString()
  user_id!: string;
}

export class MuteCommand extends UserCommand {
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MODERATION_SECONDS_MAX)
  duration_seconds?: number | null;
}

export class BanCommand extends MuteCommand {
  @IsOptional()
  @IsString()
  reason?: string | null;
}

export class DeleteMessageCommand {
  @IsSnowflake()
  id!: string;
}

export class HistoryCommand {
  @IsOptional()
  @IsSnowflake()
  before?: string | null;

  @IsOptional()
  @IsSnowflake()
  after?: string | null;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(HISTORY_PAGE_MAX)
  limit?: number | null;
}

export class CustomEventCommand {
  @IsString()
  event_type!: string;

  /** Any JSON. */
  @IsOptional()
  payload?: unknown;
}

export class EmptyCommand {}
