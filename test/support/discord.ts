import type { Variables } from '../../src/config/parse-environment';
import { startTestApp, type TestApp } from './app';
import { httpCall } from './worker/http-call';
import { rememberHashOf } from './worker/remembered-hash';

/** A JSON answer of the REST API; a body that is no JSON is its text, an empty one undefined. */
export interface RestAnswer<Body = never> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

type Json = Record<string, unknown>;

/** Calls the Discord-style API as one person, bot or nobody. */
export class RestCaller {
  constructor(
    private readonly url: string,
    /** As it stands in the `Authorization` header, e.g. `Bot x`; undefined sends none. */
    readonly authorization?: string,
    private readonly prefix = '/api/v10',
  ) {}

  get<Body = Json>(path: string): Promise<RestAnswer<Body>> {
    return this.call('GET', path);
  }
  post<Body = Json>(path: string, body?: unknown, headers?: Record<string, string>): Promise<RestAnswer<Body>> {
    return this.call('POST', path, body, headers);
  }
  put<Body = Json>(path: string, body?: unknown, headers?: Record<string, string>): Promise<RestAnswer<Body>> {
    return this.call('PUT', path, body, headers);
  }
  patch<Body = Json>(path: string, body?: unknown, headers?: Record<string, string>): Promise<RestAnswer<Body>> {
    return this.call('PATCH', path, body, headers);
  }
  delete<Body = Json>(path: string, body?: unknown, headers?: Record<string, string>): Promise<RestAnswer<Body>> {
    return this.call('DELETE', path, body, headers);
  }

  async call<Body = Json>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<RestAnswer<Body>> {
    const isJson = body !== undefined && !(body instanceof FormData);
    const url = `${this.url}${this.prefix}${path}`;
    const allHeaders = {
      ...(this.authorization !== undefined && { authorization: this.authorization }),
      ...(isJson && { 'content-type': 'application/json' }),
      ...headers,
    };
    if (body instanceof FormData) {
      const response = await fetch(url, { method, headers: allHeaders, body });
      return { status: response.status, headers: response.headers, body: parse(await response.text()) as Body };
    }
    const answer = await httpCall(url, method, allHeaders, isJson ? JSON.stringify(body) : undefined);
    return { status: answer.status, headers: answer.headers, body: parse(answer.text) as Body };
  }
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

/** An account that is logged in. */
export interface Person {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly token: string;
  readonly refreshToken: string;
  readonly api: RestCaller;
}

export interface Bot {
  readonly id: string;
  readonly applicationId: string;
  readonly token: string;
  readonly api: RestCaller;
}

export interface DiscordServer extends TestApp {
  /** Calls without a token. */
  readonly anonymous: RestCaller;
  readonly gatewayUrl: string;
  /** Registers somebody; the name gets a number, so that it is new. */
  person(name?: string): Promise<Person>;
  /** An application of the owner's with a bot in it; `flags` are the application's. */
  bot(owner: Person, name?: string): Promise<Bot>;
  /** Calls with this token. */
  caller(authorization: string): RestCaller;
}

export const TEST_PASSWORD = 'Correct-Horse-9';
rememberHashOf(TEST_PASSWORD);

let people = 0;

/** A whole server for the Discord-style API, without limits per client unless `variables` turn them on. */
export async function startDiscordServer(
  variables: Variables = {},
  prepare?: Parameters<typeof startTestApp>[1],
): Promise<DiscordServer> {
  const server = await startTestApp({ RATE_LIMITS: 'off', LOG_LEVEL: 'warn', ...variables }, prepare);
  const caller = (authorization: string): RestCaller => new RestCaller(server.url, authorization);
  const anonymous = new RestCaller(server.url);
  return {
    ...server,
    anonymous,
    caller,
    gatewayUrl: `${server.url.replace('http', 'ws')}/gateway`,
    person: (name = 'person') => register(anonymous, caller, name),
    bot: (owner, name = 'robot') => makeBot(owner, caller, name),
  };
}

async function register(
  anonymous: RestCaller,
  caller: (authorization: string) => RestCaller,
  name: string,
): Promise<Person> {
  people += 1;
  const username = `${name}${people}`;
  const email = `${username}@example.org`;
  const answer = await anonymous.post<{
    user: { id: string };
    access_token: string;
    refresh_token: string;
  }>('/auth/register', { username, email, password: TEST_PASSWORD });
  expectStatus(answer, 201);
  const { user, access_token: token, refresh_token: refreshToken } = answer.body;
  return { id: user.id, username, email, password: TEST_PASSWORD, token, refreshToken, api: caller(`Bearer ${token}`) };
}

async function makeBot(owner: Person, caller: (authorization: string) => RestCaller, name: string): Promise<Bot> {
  const application = await owner.api.post<{ id: string }>('/applications', { name });
  expectStatus(application, 201);
  const bot = await owner.api.post<{ id: string; token: string }>(`/applications/${application.body.id}/bot`);
  expectStatus(bot, 201);
  const { id, token } = bot.body;
  return { id, applicationId: application.body.id, token, api: caller(`Bot ${token}`) };
}

export function expectStatus(answer: RestAnswer<unknown>, status: number): void {
  if (answer.status === status) return;
  throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
}
