import { FAILED_LOGINS_OF_ACCOUNT } from '../../../src/application/identity/failed-logins';
import { Operator } from '../../fakes/rooms-operator';
import { RawClient } from '../../support/clients-raw';
import { describeWithPostgres, openTestDatabase } from '../../support/database';
import { startDiscordServer } from '../../support/discord';
import { until } from '../../support/until';

describe('logging in, with limits', () => {
  it('tells a guesser to wait, whether there is such an account or not', async () => {
    const limited = await startDiscordServer({ RATE_LIMITS: 'on' });
    try {
      const anna = await limited.person('anna');
      for (const email of [anna.email, 'nobody@example.org']) {
        const guess = () => limited.anonymous.post('/auth/login', { email, password: 'Wrong-Horse-9' });
        for (let tries = 0; tries < FAILED_LOGINS_OF_ACCOUNT.limit; tries += 1) {
          expect((await guess()).status).toBe(401);
        }
        const { status, body, headers } = await guess();
        expect([status, headers.get('via')]).toEqual([429, expect.any(String)]);
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
        expect(body).toMatchObject({ retry_after: expect.any(Number), global: false });
      }
      const right = await limited.anonymous.post('/auth/login', { email: anna.email, password: anna.password });
      expect(right.status).toBe(429);
      expect((await anna.api.get('/users/@me')).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });
});

describeWithPostgres('two processes on one PostgreSQL', () => {
  it('refuse within a second what the other has revoked, and close its sockets', async () => {
    const database = await openTestDatabase('server');
    const shared = {
      DATABASE_URL: database.url,
      DATA_DIR: database.dataDir,
      JWT_SECRET: 'one secret for both'.repeat(2),
    };
    const [here, there] = [await startDiscordServer(shared), await startDiscordServer(shared)];
    try {
      const anna = await here.person('anna');
      const away = there.caller(`Bearer ${anna.token}`);
      const room = await new Operator(there).room();
      const socket = await RawClient.join(there, room, { token: anna.token });
      expect((await away.get('/users/@me')).status).toBe(200);

      await here.anonymous.post('/auth/logout', { refresh_token: anna.refreshToken });
      const startedAt = performance.now();
      await until(async () => (await away.get('/users/@me')).status === 401, 'the refusal');
      expect(await socket.closed).toEqual({ code: 4_001, reason: 'revoked' });
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    } finally {
      await here.stop();
      await there.stop();
      await database.close();
    }
  });
});
