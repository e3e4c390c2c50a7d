import {
  checkFriendRoom,
  FRIEND_REQUESTS_MAX,
  FRIENDS_MAX,
  type FriendCounts,
  type Friendship,
  NO_FRIENDS,
  relationOf,
  REMARK_LENGTH_MAX,
  remarkOn,
  requestFriendship,
} from './friendship';

const ask = (existing: Friendship | undefined, requesterId: string, recipientId: string) =>
  requestFriendship(existing, { requesterId, recipientId, nowMs: 7 });

describe('requestFriendship', () => {
  it('opens a request that either sees from their own side', () => {
    const request = ask(undefined, '20', '3');

    expect(request).toEqual({ userIds: ['3', '20'], requesterId: '20', requestedAtMs: 7, remarks: {} });
    expect([relationOf(request, '20'), relationOf(request, '3')]).toEqual(['outgoing', 'incoming']);
  });

  it('is a yes to whoever has asked already', () => {
    const friends = ask(ask(undefined, '20', '3'), '3', '20');

    expect([relationOf(friends, '20'), relationOf(friends, '3')]).toEqual(['friend', 'friend']);
    expect(friends).toMatchObject({ requesterId: '20', befriendedAtMs: 7 });
  });

  it('is refused twice, and among friends', () => {
    const request = ask(undefined, '20', '3');

    expect(() => ask(request, '20', '3')).toThrow(expect.objectContaining({ code: 'friend_already_requested' }));
    for (const [one, other] of [
      ['20', '3'],
      ['3', '20'],
    ]) {
      const again = () => ask(ask(request, '3', '20'), one, other);
      expect(again).toThrow(expect.objectContaining({ code: 'already_friends' }));
    }
  });
});

describe('checkFriendRoom', () => {
  const request = ask(undefined, '20', '3');
  const friends = ask(request, '3', '20');
  const having = (userId: string, counts: Partial<FriendCounts>) => (id: string) => ({
    ...NO_FRIENDS,
    ...(id === userId && counts),
  });

  it.each<[string, Friendship, string, Partial<FriendCounts>, string]>([
    ['the requester has asked too many', request, '20', { outgoing: FRIEND_REQUESTS_MAX }, 'friend_requests_max'],
    ['too many have asked the other', request, '3', { incoming: FRIEND_REQUESTS_MAX }, 'friend_requests_max'],
    ['the requester has too many friends', request, '20', { friend: FRIENDS_MAX }, 'friends_max'],
    ['the other has too many friends', request, '3', { friend: FRIENDS_MAX }, 'friends_max'],
    ['either has too many friends', friends, '20', { friend: FRIENDS_MAX }, 'friends_max'],
  ])('refuses when %s', (_name, next, userId, counts, code) => {
    expect(() => checkFriendRoom(next, having(userId, counts))).toThrow(expect.objectContaining({ code }));
  });

  it('lets the last one in', () => {
    const nearlyFull = {
      friend: FRIENDS_MAX - 1,
      incoming: FRIEND_REQUESTS_MAX - 1,
      outgoing: FRIEND_REQUESTS_MAX - 1,
    };
    expect(() => checkFriendRoom(request, () => nearlyFull)).not.toThrow();
    // A yes is no open request.
    const full = { ...nearlyFull, incoming: FRIEND_REQUESTS_MAX, outgoing: FRIEND_REQUESTS_MAX };
    expect(() => checkFriendRoom(friends, () => full)).not.toThrow();
  });
});

describe('remarkOn', () => {
  const friends = ask(ask(undefined, '20', '3'), '3', '20');

  it('is either one’s own, and nothing takes it away', () => {
    const both = remarkOn(remarkOn(friends, '20', 'Bob'), '3', '老王');

    expect(both.remarks).toEqual({ 20: 'Bob', 3: '老王' });
    expect(remarkOn(both, '20', '').remarks).toEqual({ 3: '老王' });
  });

  it.each(['x'.repeat(REMARK_LENGTH_MAX + 1), 'a\nb', 'a\u0000', '\ud800'])('refuses %j', (remark) => {
    expect(() => remarkOn(friends, '3', remark)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  it('may be as long as can be', () => {
    expect(() => remarkOn(friends, '3', '😀'.repeat(REMARK_LENGTH_MAX))).not.toThrow();
  });
});
