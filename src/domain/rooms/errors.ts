import { AppError } from '../../shared/errors';

/** The codes a client of a room can meet; the wire names of contracts/rooms.md on both transports. */
export const roomErrorCodes = [
  'malformed',
  'unknown_type',
  'invalid',
  'too_long',
  'muted',
  'slow_mode',
  'forbidden',
  'not_joined',
  'not_found',
  'room_full',
  'room_closed',
  'banned',
  'limited',
  'unavailable',
] as const;
export type RoomErrorCode = (typeof roomErrorCodes)[number];

export const roomNotFound = (roomId: string): AppError =>
  new AppError('not_found', 'not_found', `Room ${roomId} not found`, { field: 'room_id' });
export const roomFull = (): AppError => new AppError('conflict', 'room_full', 'Room is full');
export const roomClosed = (): AppError => new AppError('conflict', 'room_closed', '房间已关闭');
export const bannedFromRoom = (): AppError => new AppError('forbidden', 'banned', '你已被踢出该房间，无法再次加入');
export const notJoined = (): AppError => new AppError('forbidden', 'not_joined', 'join the room first');
export const mutedInRoom = (): AppError => new AppError('forbidden', 'muted', 'you are muted in this room');
export const roomAdminsOnly = (): AppError =>
  new AppError('forbidden', 'forbidden', 'only an admin of the room may do this');
export const ownRoomsMax = (maximum: number): AppError =>
  new AppError('conflict', 'own_rooms_max', `you have ${maximum} open rooms already`);
export const memberRoomsMax = (maximum: number): AppError =>
  new AppError('conflict', 'member_rooms_max', `you are in ${maximum} rooms already`);
export const roomSanctionsMax = (maximum: number): AppError =>
  new AppError(
    'conflict',
    'room_sanctions_max',
    `the room has ${maximum} of these already: lift some, or let them end`,
  );
export const identityNotProven = (message: string): AppError =>
  new AppError('unauthenticated', 'unauthenticated', message);
