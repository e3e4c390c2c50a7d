import { bannedFromRoom, roomClosed, roomErrorCodes, roomFull, roomNotFound } from '../../domain/rooms';
import { AppError, type ErrorKind, errorKinds, invalid, unavailable } from '../../shared/errors';
import { statusOfKind } from '../shared/http-error-presenters';
import { roomErrorCodeOf, roomsHttpErrors } from './errors';

const channelClosed = new AppError('conflict', 'channel_closed', 'the channel is closed');

describe('errors of the rooms', () => {
  it.each<[AppError, number, string]>([
    [roomNotFound('7'), 404, 'Room 7 not found'],
    [roomFull(), 409, 'Room is full'],
    [roomClosed(), 410, '房间已关闭'],
    [channelClosed, 410, 'the channel is closed'],
    [bannedFromRoom(), 403, '你已被踢出该房间，无法再次加入'],
    [invalid('limit', 'must be a number'), 400, 'limit: must be a number'],
    [invalid('limit', 'limit must be a number'), 400, 'limit must be a number'],
    [unavailable('later'), 503, 'later'],
    [new AppError('unauthenticated', 'unauthenticated', 'Invalid ticket'), 401, 'Invalid ticket'],
  ])('over HTTP: %s', (error, status, text) => {
    expect(roomsHttpErrors.present(error)).toEqual({ status, body: { error: text } });
  });

  it.each([...errorKinds])('have a status and a code for whatever is %s', (kind: ErrorKind) => {
    const error = new AppError(kind, 'of_another_context', 'text');

    expect(roomsHttpErrors.present(error).status).toBe(statusOfKind[kind]);
    expect(roomErrorCodes).toContain(roomErrorCodeOf(error));
  });

  it('keep their own code on sockets', () => {
    expect(roomErrorCodeOf(roomFull())).toBe('room_full');
    expect(roomErrorCodeOf(channelClosed)).toBe('room_closed');
  });
});
