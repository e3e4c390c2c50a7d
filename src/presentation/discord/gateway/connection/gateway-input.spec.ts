import * as fc from 'fast-check';
import { isAppError } from '../../../../shared/errors';
import {
  readGatewayInput,
  readHeartbeat,
  readIdentify,
  readMembersRequest,
  readPresence,
  readResume,
} from './gateway-input';

/** What a reader makes of anything: an input, or a refusal and nothing else. */
function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (isAppError(error) && error.code === 'malformed') return undefined;
    throw error;
  }
}

const names = [
  ...['token', 'intents', 'shard', 'large_threshold', 'compress', 'presence', 'session_id', 'seq', 'guild_id'],
  ...['query', 'user_ids', 'limit', 'presences', 'nonce', 'since', 'activities', 'status', 'afk', 'name', 'type'],
];

describe('gateway inputs', () => {
  it('are read or refused as malformed, whatever comes', () => {
    const fields = fc.dictionary(fc.constantFrom(...names), fc.jsonValue());
    fc.assert(
      fc.property(fc.oneof(fields, fc.jsonValue()), (d) => {
        for (const read of [readIdentify, readResume, readPresence, readMembersRequest]) attempt(() => read(d));
        readHeartbeat(d);
        attempt(() => readGatewayInput(JSON.stringify(d)));
      }),
      { numRuns: 500 },
    );
  });

  it('keep the digits of ids that come as numbers', () => {
    const { d } = readGatewayInput('{"op":8,"d":{"guild_id":1573530454848438273,"user_ids":[1573530454848438274]}}');

    expect(readMembersRequest(d)).toMatchObject({
      ...{ guildId: '1573530454848438273', userIds: ['1573530454848438274'] },
    });
  });

  it('bound what is asked for', () => {
    const userIds = Array.from({ length: 300 }, (_, index) => String(index + 1));
    expect(readMembersRequest({ guild_id: '1', user_ids: userIds }).userIds).toHaveLength(100);
    expect(readMembersRequest({ guild_id: '1', query: 'a', limit: 0 }).limit).toBe(100);
    expect(readMembersRequest({ guild_id: '1', query: '', limit: 5_000 }).limit).toBe(5_000);
    expect(readMembersRequest({ guild_id: '1', user_ids: '7' }).userIds).toEqual(['7']);
  });

  it('bound what is shown of somebody', () => {
    const activities = Array.from({ length: 40 }, () => ({ name: 'x'.repeat(500), type: -1, url: 7, state: 'busy' }));
    const { activities: shown } = readPresence({ activities, status: 'sleepy' });

    expect(shown).toHaveLength(16);
    expect(shown[0]).toEqual({ name: 'x'.repeat(128), type: 0, state: 'busy' });
    expect(readPresence({ status: 'sleepy' }).status).toBe('online');
  });

  it.each([
    [undefined, [0, 1]],
    [null, [0, 1]],
    [
      [0, 1],
      [0, 1],
    ],
    [
      [15, 16],
      [15, 16],
    ],
    [[1, 1], undefined],
    [[-1, 1], undefined],
    [[0], undefined],
    [[0.5, 2], undefined],
    ['0,1', undefined],
  ])('read the shard %j as %j', (shard, expected) => {
    expect(readIdentify({ token: 'x', shard }).shard).toEqual(expected);
  });
});
