import type { Room, Visitor } from '../../src/domain/rooms';

/** An open room without limits. */
export const aRoom = (changes: Partial<Room> = {}): Room => ({
  id: '1000',
  name: 'lobby',
  adminUserIds: ['boss'],
  access: 'open',
  slowModeSeconds: 0,
  metadata: {},
  peakUsers: 0,
  totalJoins: 0,
  createdAtMs: Date.UTC(2026, 0, 1),
  ...changes,
});

/** A guest who has proven nothing. */
export const aVisitor = (userKey: string, changes: Partial<Visitor> = {}): Visitor => ({
  userKey,
  proven: false,
  adminByTicket: false,
  isAccount: false,
  ...changes,
});
