import { IsInt, Max, Min } from 'class-validator';
import { AUDIT_PAGE_MAX } from '../../../application/guilds/audit/audit-log.reader';
import { IsSnowflake, MayBeAbsent } from '../../shared/validation';

export const AUDIT_PAGE_DEFAULT = 50;
const ACTION_TYPE_MAX = 1_000;

/** https://docs.discord.com/developers/resources/audit-log#get-guild-audit-log */
export class AuditLogDto {
  @MayBeAbsent()
  @IsSnowflake()
  user_id?: string;

  @MayBeAbsent()
  @IsSnowflake()
  target_id?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(ACTION_TYPE_MAX)
  action_type?: number;

  @MayBeAbsent()
  @IsSnowflake()
  before?: string;

  @MayBeAbsent()
  @IsSnowflake()
  after?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(AUDIT_PAGE_MAX)
  limit?: number;
}
