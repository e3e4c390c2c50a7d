import { FULL_REQUEST_GUILDS_MAX, FULL_REQUEST_INTERVAL_MS, FullMemberRequests } from './full-member-requests';

describe('FullMemberRequests', () => {
  it('answers one for each guild in thirty seconds, and says how long to wait', () => {
    const requests = new FullMemberRequests();
    expect([requests.take('1', 0), requests.take('2', 0)]).toEqual([0, 0]);
    expect(requests.take('1', 10_000)).toBe(FULL_REQUEST_INTERVAL_MS - 10_000);
    expect(requests.take('1', FULL_REQUEST_INTERVAL_MS)).toBe(0);
  });

  it('remembers so many guilds and no more', () => {
    const requests = new FullMemberRequests();
    for (let guild = 0; guild <= FULL_REQUEST_GUILDS_MAX; guild += 1) requests.take(String(guild), 0);

    expect([requests.take('0', 1), requests.take('2', 1) > 0]).toEqual([0, true]);
  });
});
