import type { Variables } from '../../src/config/parse-environment';
import { type DiscordServer, expectStatus, RestCaller, startDiscordServer, TEST_PASSWORD } from './discord';

/** Somebody on the im dialect, with a token of it. */
export interface ImPerson {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly token: string;
  readonly refreshToken: string;
  readonly api: RestCaller;
}

export interface UserJson {
  readonly id: string;
  readonly username: string;
  readonly email?: string;
  readonly avatar: string | null;
  readonly status: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface LoginJson {
  readonly token: string;
  readonly refresh_token: string;
  readonly user: UserJson;
}

/** Every field of a message, as the contract names them. */
export interface MessageJson {
  readonly id: string;
  readonly sender_id: string;
  readonly receiver_id: string | null;
  readonly group_id: string | null;
  readonly content: string;
  readonly message_type: string;
  readonly created_at: string;
  readonly is_read: boolean;
  readonly reply_to_id: string | null;
  readonly recalled: boolean;
  readonly attachment?: FileJson;
}

export interface FileJson {
  readonly id: string;
  readonly url: string;
  readonly name: string;
  readonly size: number;
  readonly content_type: string;
  readonly width?: number;
  readonly height?: number;
}

export interface GroupJson {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly avatar: string | null;
  readonly owner_id: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export const IM_PREFIX = '/api';

export interface ImServer {
  /** The whole server, for what other dialects see. */
  readonly hall: DiscordServer;
  /** Calls without a token. */
  readonly anonymous: RestCaller;
  readonly url: string;
  caller(token: string): RestCaller;
  /** Registers somebody; the name gets a number, so that it is new. */
  person(name?: string): Promise<ImPerson>;
  stop(): Promise<void>;
}

let people = 0;

/** A whole server, without limits per client unless `variables` turn them on. */
export async function startImServer(variables: Variables = {}): Promise<ImServer> {
  const hall = await startDiscordServer(variables);
  const anonymous = new RestCaller(hall.url, undefined, IM_PREFIX);
  const caller = (token: string): RestCaller => new RestCaller(hall.url, `Bearer ${token}`, IM_PREFIX);
  return {
    ...{ hall, anonymous, caller },
    url: hall.url,
    person: (name = 'person') => register(anonymous, caller, name),
    stop: () => hall.stop(),
  };
}

async function register(anonymous: RestCaller, caller: (token: string) => RestCaller, name: string): Promise<ImPerson> {
  people += 1;
  const username = `${name}_im${people}`;
  const email = `${username}@example.org`;
  const answer = await anonymous.post<LoginJson>('/auth/register', { username, email, password: TEST_PASSWORD });
  expectStatus(answer, 200);
  const { user, token, refresh_token: refreshToken } = answer.body;
  return { id: user.id, username, email, password: TEST_PASSWORD, token, refreshToken, api: caller(token) };
}
