import { JwtService } from '@nestjs/jwt';
import { ManualClock } from '../../../test/fakes/rooms-platform';
import type { TicketClaims } from '../../application/rooms/ticket-signer';
import { JwtTicketSigner } from './jwt-ticket-signer';
import { RandomProcessIdentity } from './random-process-identity';
import { Sha256OperatorKey } from './sha256-operator-key';

const settings = {
  jwtSecret: 'a secret of at least thirty-two characters',
  adminApiKey: 'an admin key of the tests',
  accessTokenExpireMinutes: 30,
  refreshTokenExpireDays: 7,
};

describe('JwtTicketSigner', () => {
  const clock = new ManualClock();
  const signer = new JwtTicketSigner(settings, clock);
  const claims: TicketClaims = {
    roomId: '1234567890123456789',
    userKey: '用户 1',
    nickname: 'Ann',
    role: 'admin',
    expiresAtMs: clock.nowMs() + 60_000,
  };

  it.each<TicketClaims>([claims, { roomId: '1', userKey: 'x', role: 'member', expiresAtMs: claims.expiresAtMs }])(
    'reads what it signed: %p',
    (one) => {
      expect(signer.verify(signer.sign(one))).toEqual(one);
    },
  );

  it('fits into an address', () => {
    expect(signer.sign({ ...claims, userKey: 'x'.repeat(128) }).length).toBeLessThan(400);
  });

  it('ends when it says', () => {
    const ticket = signer.sign(claims);
    clock.advance(59_999);
    expect(signer.verify(ticket)).toEqual(claims);
    clock.advance(1);
    expect(signer.verify(ticket)).toBeUndefined();
    clock.advance(-60_000);
  });

  it.each([
    '',
    'nonsense',
    'a.b.c',
    'x'.repeat(100_000),
    new JwtTicketSigner({ ...settings, jwtSecret: 'another secret of thirty-two characters' }, clock).sign(claims),
  ])('refuses what it did not sign (%#)', (ticket) => {
    expect(signer.verify(ticket)).toBeUndefined();
  });

  it('refuses tokens for other uses, other algorithms and other contents', () => {
    const jwt = new JwtService({ secret: settings.jwtSecret });
    const payload = { r: '1', u: 'x', exp: Math.floor(claims.expiresAtMs / 1_000) };
    const good = { algorithm: 'HS256', audience: 'room-ticket' } as const;
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(
      JSON.stringify({ ...payload, aud: 'room-ticket' }),
    ).toString('base64url')}.`;

    expect(signer.verify(jwt.sign(payload, good))).toMatchObject({ roomId: '1' });
    const refused = [
      jwt.sign(payload, { ...good, audience: 'access' }),
      jwt.sign(payload, { algorithm: 'HS256' }),
      jwt.sign(payload, { ...good, algorithm: 'HS512' }),
      jwt.sign({ ...payload, r: 1 }, good),
      jwt.sign({ ...payload, u: ['x'] }, good),
      jwt.sign({ ...payload, n: {} }, good),
      jwt.sign({ r: '1', u: 'x' }, good),
      unsigned,
    ];
    expect(refused.map((ticket) => signer.verify(ticket))).toEqual(refused.map(() => undefined));
  });
});

describe('Sha256OperatorKey', () => {
  const key = new Sha256OperatorKey(settings);

  it.each([
    [settings.adminApiKey, true],
    ['', false],
    ['an admin key of the test', false],
    ['an admin key of the tests ', false],
    ['x'.repeat(100_000), false],
  ])('%.30s: %p', (candidate, matches) => {
    expect(key.matches(candidate)).toBe(matches);
  });
});

describe('RandomProcessIdentity', () => {
  it('stays the same for a process and differs between processes', () => {
    const identity = new RandomProcessIdentity();

    expect(identity.processId).toBe(identity.processId);
    expect(identity.processId).not.toBe(new RandomProcessIdentity().processId);
  });
});
