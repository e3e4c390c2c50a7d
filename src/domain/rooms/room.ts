import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { codePointLength, hasControlCharacters, isStorableText } from '../../shared/text';

export const ROOM_NAME_MAX = 100;
export const ROOM_ADMINS_MAX = 1_000;
export const ROOM_MEMBERS_MAX = 100_000;
/** Open rooms that one account has made. */
export const OWN_ROOMS_MAX = 20;
/** Rooms that one account is a member of, and so is taken into whenever it connects. */
export const MEMBER_ROOMS_MAX = 100;
export const ROOM_DESCRIPTION_MAX = 500;
/** Six hours, as long as any slow mode in the field. */
export const ROOM_SLOW_MODE_SECONDS_MAX = 21_600;
export const ROOM_METADATA_BYTES_MAX = 8_192;
export const OUTSIDE_USER_ID_MAX = 128;
export const NICKNAME_MAX = 64;
/** Bans of a room, and mutes, that count at a time; every sync payload names all who are banned. */
export const ROOM_SANCTIONS_MAX = 50_000;
export const MODERATION_REASON_MAX = 512;
/** Ten years: a longer ban is one without an end. */
export const MODERATION_SECONDS_MAX = 315_360_000;

export const roomAccesses = ['open', 'ticket'] as const;
/** `open`: anyone may claim a user id that is not an admin's. `ticket`: everybody proves theirs. */
export type RoomAccess = (typeof roomAccesses)[number];

/** What an operator decides about a room. */
export interface RoomSettingsInput {
  readonly name: string;
  readonly adminUserIds: readonly string[];
  readonly access: RoomAccess;
  readonly maxMembers?: number;
  readonly slowModeSeconds: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface Room extends RoomSettingsInput {
  readonly id: Id;
  /** The account that opened it; absent when an operator or the server did. */
  readonly creatorId?: Id;
  /** Made by the server itself on a new installation; no concern of the outside system unless an operator says so. */
  readonly isDefault?: true;
  readonly peakUsers: number;
  readonly totalJoins: number;
  readonly createdAtMs: number;
  readonly closedAtMs?: number;
}

/** A ban or mute; absent `expiresAtMs` means until lifted. */
export interface Sanction {
  readonly userKey: string;
  readonly reason?: string;
  readonly createdAtMs: number;
  readonly expiresAtMs?: number;
}

export function isSanctionActive(sanction: Pick<Sanction, 'expiresAtMs'>, nowMs: number): boolean {
  return sanction.expiresAtMs === undefined || sanction.expiresAtMs > nowMs;
}

/** The outside system's own ids: 1-128 code points, no control characters. */
export function isOutsideUserId(value: string): boolean {
  const length = codePointLength(value);
  return length >= 1 && length <= OUTSIDE_USER_ID_MAX && !hasControlCharacters(value) && isStorableText(value);
}

/** @throws AppError `invalid`, naming the field */
export function checkOutsideUserId(value: string, field = 'user_id'): void {
  if (!isOutsideUserId(value)) {
    throw invalid(field, `${field} must be 1-${OUTSIDE_USER_ID_MAX} characters without control characters`);
  }
}

/** @throws AppError `invalid`, naming the field as operators write it */
export function checkRoomSettings(room: RoomSettingsInput): void {
  if (room.name.trim() === '' || codePointLength(room.name) > ROOM_NAME_MAX || !isStorableText(room.name)) {
    throw invalid('room_name', `room_name must be 1-${ROOM_NAME_MAX} characters`);
  }
  if (room.adminUserIds.length > ROOM_ADMINS_MAX) {
    throw invalid('admin_user_ids', `admin_user_ids must have at most ${ROOM_ADMINS_MAX} entries`);
  }
  for (const userId of room.adminUserIds) checkOutsideUserId(userId, 'admin_user_ids');
  checkCount('max_members', room.maxMembers, 1, ROOM_MEMBERS_MAX);
  checkCount('slow_mode_seconds', room.slowModeSeconds, 0, ROOM_SLOW_MODE_SECONDS_MAX);
  checkMetadata(JSON.stringify(room.metadata));
}

function checkMetadata(metadataJson: string): void {
  if (!isStorableText(metadataJson) || metadataJson.includes('\\u0000') || hasLoneSurrogateEscape(metadataJson)) {
    throw invalid('metadata', 'metadata must not contain U+0000 or lone surrogates');
  }
  if (byteLength(metadataJson) > ROOM_METADATA_BYTES_MAX) {
    throw invalid('metadata', `metadata must have at most ${ROOM_METADATA_BYTES_MAX} bytes as JSON`);
  }
}

function checkCount(field: string, value: number | undefined, min: number, max: number): void {
  if (value !== undefined && (!Number.isInteger(value) || value < min || value > max)) {
    throw invalid(field, `${field} must be an integer from ${min} to ${max}`);
  }
}

/** JSON.stringify writes a lone surrogate as an escape, which PostgreSQL's jsonb refuses. */
function hasLoneSurrogateEscape(json: string): boolean {
  return /\\ud[89a-f][0-9a-f]{2}/i.test(json);
}

function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
  return bytes;
}
