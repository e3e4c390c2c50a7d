import { BOT, GatewayWorld, PERSON } from '../../../../test/fakes/gateway';
import { settled } from '../../../../test/fakes/timers';
import { type OpenSessionInput, OpenGatewaySession } from './open-gateway-session';
import { ResumeGatewaySession } from './resume-gateway-session';
import type { ResumableSession, SessionLink } from './resumable-session';

const LOGIN = '7000';

/** A socket that only remembers why its session ended. */
class IdleLink implements SessionLink {
  readonly endings: string[] = [];
  linked(): void {}
  wake(): void {}
  cut(): void {}
  replaced(): void {}
  ended(reason: string): void {
    this.endings.push(reason);
  }
}

function setUp() {
  const world = new GatewayWorld();
  world.tokens.actors.set(PERSON.token, { kind: 'account', userId: PERSON.userId, authSessionId: LOGIN });
  const openSession = new OpenGatewaySession(
    world.access,
    world.applications,
    world.guilds,
    world.limits,
    world.sessions,
  );
  const resumeSession = new ResumeGatewaySession(world.tokens, world.sessions);
  const link = new IdleLink();
  const open = async (changes: Partial<OpenSessionInput> = {}) =>
    openSession.execute({
      token: PERSON.token,
      intents: 0,
      shard: [0, 1],
      largeThreshold: 50,
      version: 10,
      resumeUrl: '',
      presence: undefined,
      sessionId: 'session',
      link,
      ...changes,
    });
  const opened = async (changes: Partial<OpenSessionInput> = {}): Promise<ResumableSession> => {
    const answer = await open(changes);
    if ('refusal' in answer) throw new Error(answer.refusal);
    return answer.session;
  };
  return { world, open, opened, resumeSession, link };
}

describe('OpenGatewaySession', () => {
  it('opens a session that ends with the login, in this process or another', async () => {
    const { world, opened, link } = setUp();
    const session = await opened();
    world.invalidations.publish('auth-session:7001');
    expect(session.isEnded).toBe(false);

    world.invalidations.publish(`auth-session:${LOGIN}`);
    expect([session.isEnded, link.endings, world.access.count]).toEqual([true, ['revoked'], 0]);
  });

  it("ends a bot's session when its token is not valid any more", async () => {
    const { world, opened } = setUp();
    const session = await opened({ token: BOT.token });
    world.invalidations.publish(`bot:${BOT.userId}`);
    await settled();
    expect(session.isEnded).toBe(false);

    world.tokens.actors.delete(BOT.token);
    world.invalidations.publish(`bot:${BOT.userId}`);
    await settled();
    expect(session.isEnded).toBe(true);
  });

  it('ends at once what was revoked while it was opened', async () => {
    const { world, open, link } = setUp();
    world.limits.take = () => {
      world.tokens.actors.delete(BOT.token);
      world.invalidations.publish(`bot:${BOT.userId}`);
      return true;
    };

    await open({ token: BOT.token });
    await settled();
    expect([link.endings, world.access.count]).toEqual([['revoked'], 0]);
  });

  it('watches nothing that it refused or that ended by itself', async () => {
    const { world, open, opened } = setUp();
    await expect(open({ token: 'nonsense' })).rejects.toMatchObject({ code: 'invalid_token' });
    expect(await open({ intents: -1 })).toEqual({ refusal: 'invalid_intents' });
    expect(await open({ token: BOT.token, intents: 1 << 15 })).toEqual({ refusal: 'disallowed_intents' });
    world.guilds.membershipsOf = () => Promise.reject(new Error('the database is away'));
    await expect(open({ token: BOT.token })).rejects.toThrow('away');
    (await opened()).end('expired');

    expect(world.access.count).toBe(0);
  });
});

describe('ResumeGatewaySession', () => {
  it('gives a session to the login that opened it, and to no other', async () => {
    const { world, opened, resumeSession, link } = setUp();
    const session = await opened();
    const input = { token: PERSON.token, sessionId: session.id, lastNumber: session.head, link };
    expect(await resumeSession.execute(input)).toEqual({ session });

    world.tokens.actors.set('later', { kind: 'account', userId: PERSON.userId, authSessionId: '7001' });
    expect(await resumeSession.execute({ ...input, token: 'later' })).toEqual({ refusal: 'unknown_session' });
    expect(await resumeSession.execute({ ...input, token: BOT.token })).toEqual({ refusal: 'unknown_session' });
    expect(await resumeSession.execute({ ...input, lastNumber: 9_999 })).toEqual({ refusal: 'beyond_head' });
  });
});
