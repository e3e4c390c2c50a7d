import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, Max, Min } from 'class-validator';
import { SYNC_REQUEST_ROOMS_MAX } from '../../../application/rooms/sync/request-sync';
import {
  DELIVERIES_PAGE_MAX,
  deliveryStatuses,
  type DeliveryStatus,
} from '../../../application/shared/outbox-deliveries';
import { type SyncEventType, syncEventTypes } from '../../../domain/rooms/sync-payload';
import { IsSnowflake, IsText, MayBeAbsent } from '../../shared/validation';

const CURSOR_LENGTH_MAX = 100;

export class ReadSyncDto {
  /** An `X-Sync-Cursor` of an earlier pull: only rooms that changed since then, closed ones too. */
  @MayBeAbsent()
  @IsText(1, CURSOR_LENGTH_MAX)
  since?: string;

  /** Carried from page to page by the `Link` header: the cursor of the first page. */
  @MayBeAbsent()
  @IsText(1, CURSOR_LENGTH_MAX)
  cursor?: string;

  /** Carried from page to page by the `Link` header: the last room already read. */
  @MayBeAbsent()
  @IsSnowflake()
  after?: string;

  /** Only this room, open or closed. */
  @MayBeAbsent()
  @IsSnowflake()
  room_id?: string;

  /** With `room_id`: the `cursor` of an earlier payload of the room, whose history is continued there. */
  @MayBeAbsent()
  @IsText(1, CURSOR_LENGTH_MAX)
  from?: string;
}

export class RequestSyncDto {
  /** Absent: every open room. */
  @MayBeAbsent()
  @IsSnowflake({ each: true })
  @ArrayMaxSize(SYNC_REQUEST_ROOMS_MAX)
  @ArrayMinSize(1)
  @IsArray()
  room_ids?: string[];
}

export class ListDeliveriesDto {
  @MayBeAbsent()
  @IsIn(deliveryStatuses)
  status?: DeliveryStatus;

  /** 100 when absent. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(DELIVERIES_PAGE_MAX)
  limit?: number;
}

export class PresentedSyncMessage {
  id!: string;
  /** Null for an announcement of the operator. */
  user_id!: string | null;
  content!: string;
  created_at!: string;
}

export class PresentedSession {
  user_id!: string;
  join_time!: string;
  leave_time!: string;
  duration_seconds!: number;
}

/** The body of a push, and an item of the pull. */
export class PresentedSyncPayload {
  @ApiProperty({ enum: syncEventTypes })
  event_type!: SyncEventType;
  room_id!: string;
  room_name!: string;
  admin_user_ids!: string[];
  /** Seconds since 1970. */
  start_time!: number;
  current_users!: number;
  peak_users!: number;
  total_joins!: number;
  /** What came after the last acknowledged payload, oldest first; at most 1,000, without deleted messages. */
  chat_history!: PresentedSyncMessage[];
  /** Stays that ended after the last acknowledged payload, in the order of their ends; at most 1,000. */
  session_history!: PresentedSession[];
  banned_user_ids!: string[];
  /** Where the histories of this payload end. */
  cursor!: string;
  /** False: the histories go on in another payload. */
  is_last_batch!: boolean;
}

export class PresentedSyncRequest {
  /** Names the request in the log. */
  sync_id!: string;
  /** How many rooms were queued; 0 without a callback URL. */
  rooms!: number;
}

export class PresentedDelivery {
  id!: string;
  room_id!: string;
  event_type!: string;
  @ApiProperty({ enum: deliveryStatuses })
  status!: DeliveryStatus;
  attempts!: number;
  last_error!: string | null;
  created_at!: string;
  /** Null unless pending. */
  next_attempt_at!: string | null;
  delivered_at!: string | null;
}

export class PresentedRetry {
  id!: string;
}
