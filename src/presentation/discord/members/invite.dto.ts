import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { INVITE_AGE_SECONDS_MAX, INVITE_USES_MAX } from '../../../domain/guilds';
import { MayBeAbsent, MayBeNull } from '../../shared/validation';

/** https://docs.discord.com/developers/resources/channel#create-channel-invite */
export class CreateInviteDto {
  /** Seconds; 0 for ever. */
  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(INVITE_AGE_SECONDS_MAX)
  max_age?: number | null;

  /** 0 for any number. */
  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(INVITE_USES_MAX)
  max_uses?: number | null;

  /** Kept and shown; who came by it stays all the same. */
  @MayBeNull()
  @IsBoolean()
  temporary?: boolean | null;

  /** True always makes a new code. */
  @MayBeNull()
  @IsBoolean()
  unique?: boolean | null;
}

export class ReadInviteDto {
  @MayBeAbsent()
  @IsBoolean()
  with_counts?: boolean;
}
