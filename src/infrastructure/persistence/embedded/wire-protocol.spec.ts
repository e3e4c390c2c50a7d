import { errorReply, finalStatus, loginReply, type Round, RoundReader } from './wire-protocol';

/** A message as a client writes it: its type, its length, its parts; a string is written with a zero at its end. */
const message = (type: string, ...parts: (string | number[])[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(typeof part === 'string' ? `${part}\0` : part)));
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + length.length);
  return Buffer.concat([Buffer.from(type), length, body]);
};
const PROTOCOL_3 = [0, 3, 0, 0];
const startup = message('', PROTOCOL_3, 'user', 'postgres', [0]);
const bytesOf = (round: 'login' | Round): Buffer => Buffer.from((round !== 'login' && round.request) || []);

describe('RoundReader', () => {
  const loggedIn = (): RoundReader => {
    const reader = new RoundReader('c1_');
    expect([...reader.read(startup)]).toEqual(['login']);
    return reader;
  };
  const extended = (name: string): Buffer =>
    Buffer.concat([
      message('P', name, 'SELECT $1', [0, 0]),
      message('B', '', name, [0, 0, 0, 1], [0, 0, 0, 1, 65], [0, 0]),
      message('D', `S${name}`),
      message('D', 'P'),
      message('E', '', [0, 0, 0, 0]),
      message('S'),
    ]);

  it('cuts a round at its end, however it arrives', () => {
    const reader = loggedIn();
    const whole = extended('');
    const rounds: (Round | 'login')[] = [];
    for (const byte of whole) rounds.push(...reader.read(Buffer.from([byte])));
    expect(rounds.map(bytesOf)).toEqual([whole]);
  });

  it('finds several rounds in one chunk, and the goodbye', () => {
    const reader = loggedIn();
    const first = message('Q', 'SELECT 1');
    const second = extended('');
    const rounds = [...reader.read(Buffer.concat([first, second, message('X')]))];
    expect(rounds.map(bytesOf)).toEqual([first, second, Buffer.alloc(0)]);
    expect(rounds[2]).toEqual({});
  });

  it('gives prepared statements a name of the connection’s own', () => {
    const reader = loggedIn();
    const rounds = [...reader.read(extended('find'))];
    expect(rounds.map(bytesOf)).toEqual([extended('c1_find')]);
    expect([...reader.statements]).toEqual(['c1_find']);
  });
});

describe('finalStatus', () => {
  it('reads the transaction status at the end of a reply', () => {
    expect(finalStatus(loginReply())).toBe('idle');
    expect(finalStatus(errorReply('55P03', 'busy'))).toBe('idle');
    expect(finalStatus(Buffer.from('Z\0\0\0\x05T', 'latin1'))).toBe('open');
    expect(finalStatus(Buffer.from('Z\0\0\0\x05E', 'latin1'))).toBe('failed');
  });

  it('knows a round that is not over', () => {
    expect(finalStatus(Buffer.from('1\0\0\0\x04', 'latin1'))).toBeUndefined();
    expect(finalStatus(Buffer.alloc(0))).toBeUndefined();
  });
});
