import { dialectOfPath } from '../../src/presentation/shared/path-table';
import { type Bot, type DiscordServer, expectStatus, type Person, RestCaller, startDiscordServer } from './discord';
import { Hall } from './discord-hall';

/** From the one who may everything to those who are nobody. */
export const callers = [
  'owner',
  'admin',
  'member',
  'denied',
  'stranger',
  'banned',
  'guest',
  'anonymous',
  'revoked',
] as const;
export type CallerName = (typeof callers)[number];

const ADMINISTRATOR = 8n;
const VIEW_CHANNEL = '1024';
const VERSION = /^\/api\/v\d+(?=\/)/;
const pictures = /^\/(attachments|avatars|icons|role-icons|app-icons|emojis|embed)\//;
const PARAMETER = /:(\w+)/g;
/** 1 by 1 pixel. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

type RoutesByPrefix = Map<string, Set<string>>;
/** What the placeholders of a route stand for. */
export type Target = Readonly<Record<string, string>>;
interface WithId {
  readonly id: string;
}

/**
 * A guild with one of everything in it, and somebody of every kind. The channel is hidden from `denied` by an overwrite
 * of its own; `revoked` was an administrator, and logged out.
 */
export class PermissionScene {
  private constructor(
    readonly server: DiscordServer,
    /** `GET /guilds/:guild_id` by prefix; the prefix of files and pictures is empty. */
    readonly routes: RoutesByPrefix,
    private readonly people: Readonly<Record<'owner' | 'victim' | 'member' | 'denied', Person>>,
    private readonly hall: Hall,
    private readonly bot: Bot,
    private readonly apis: Readonly<Record<CallerName, RestCaller>>,
    readonly target: Target,
  ) {}

  static async start(): Promise<PermissionScene> {
    const routes: RoutesByPrefix = new Map();
    const server = await startDiscordServer({}, (app) => {
      app
        .getHttpAdapter()
        .getInstance()
        .addHook('onRoute', ({ method, url }: { method: string | string[]; url: string }) => {
          for (const one of [method].flat()) addRoute(routes, one, url);
        });
    });
    const owner = await server.person('owner');
    const hall = await Hall.open(server, owner);
    const [admin, member, denied, victim] = [
      await hall.moderator(ADMINISTRATOR),
      await hall.member(),
      await hall.member(),
      await hall.member(),
    ];
    const [stranger, banned, revoked] = [
      await server.person('stranger'),
      await hall.member('banned'),
      await hall.moderator(ADMINISTRATOR),
    ];
    expectStatus(await owner.api.put(`${hall.path}/bans/${banned.id}`), 204);
    expectStatus(await revoked.api.post('/auth/logout', { refresh_token: revoked.refreshToken }), 204);
    const bot = await server.bot(owner);
    const people = { owner, victim, member, denied };
    const apis = {
      ...{ owner: owner.api, admin: admin.api, member: member.api, denied: denied.api, stranger: stranger.api },
      ...{ banned: banned.api, anonymous: server.anonymous, revoked: revoked.api },
      guest: server.caller(`Bearer ${await guestToken(server)}`),
    };
    const scene = new PermissionScene(server, routes, people, hall, bot, apis, {});
    return new PermissionScene(server, routes, people, hall, bot, apis, await scene.furnish());
  }

  /** Files and pictures have no version in front. */
  caller(name: CallerName, pattern: string): RestCaller {
    const api = this.apis[name];
    return pictures.test(pattern) ? new RestCaller(this.server.url, api.authorization, '') : api;
  }

  async channel(): Promise<Target> {
    const hides = [{ id: this.people.denied.id, type: 1, deny: VIEW_CHANNEL }];
    return {
      channel_id: await this.make(`${this.hall.path}/channels`, { name: 'room', permission_overwrites: hides }),
    };
  }

  async message(): Promise<Target> {
    return { message_id: await this.make(this.path('/channels/:channel_id/messages'), { content: 'hello' }) };
  }

  /** With a reaction of the owner's. */
  async reaction(): Promise<Target> {
    const target = { ...(await this.message()), emoji: encodeURIComponent('👍') };
    const url = '/channels/:channel_id/messages/:message_id/reactions/:emoji/@me';
    expectStatus(await this.owner.put(this.path(url, target)), 204);
    return { ...target, user_id: this.people.owner.id };
  }

  async pin(): Promise<Target> {
    const target = await this.message();
    expectStatus(await this.owner.put(this.path('/channels/:channel_id/pins/:message_id', target)), 204);
    return target;
  }

  async role(): Promise<Target> {
    return { role_id: await this.make(`${this.hall.path}/roles`, { name: 'role' }) };
  }

  async emoji(): Promise<Target> {
    return { emoji_id: await this.make(`${this.hall.path}/emojis`, { name: 'wave', image: PICTURE }) };
  }

  async invite(): Promise<Target> {
    return { code: (await this.hall.invite({ unique: true })).code };
  }

  async overwrite(): Promise<Target> {
    const url = this.path('/channels/:channel_id/permissions/:role_id');
    expectStatus(await this.owner.put(url, { type: 0, allow: '0', deny: '0' }), 204);
    return { overwrite_id: this.target.role_id };
  }

  async thread(): Promise<Target> {
    const id = await this.make(this.path('/channels/:channel_id/threads'), { name: 'thread', type: 11 });
    return { ...(await this.victim()), channel_id: id };
  }

  /** With nobody but the owner in it. */
  async privateThread(): Promise<Target> {
    return { channel_id: await this.make(this.path('/channels/:channel_id/threads'), { name: 'thread', type: 12 }) };
  }

  /** Between the owner and the member. */
  async directChannel(): Promise<Target> {
    return { channel_id: await this.make('/users/@me/channels', { recipient_id: this.people.member.id }) };
  }

  /** A thread with the victim in it. */
  async threadMember(): Promise<Target> {
    const target = await this.thread();
    expectStatus(await this.owner.put(this.path('/channels/:channel_id/thread-members/:user_id', target)), 204);
    return target;
  }

  async webhook(): Promise<Target> {
    const answer = await this.owner.post<{ id: string; token: string }>(this.path('/channels/:channel_id/webhooks'), {
      name: 'hook',
    });
    expectStatus(answer, 200);
    return { webhook_id: answer.body.id, token: answer.body.token };
  }

  async webhookMessage(): Promise<Target> {
    const message = await this.make(this.path('/webhooks/:webhook_id/:token?wait=true'), { content: 'hello' });
    return { message_id: message };
  }

  /** Somebody who is a member whatever happened before. */
  async victim(): Promise<Target> {
    const { victim } = this.people;
    await this.owner.delete(`${this.hall.path}/bans/${victim.id}`);
    expectStatus(await victim.api.post(`/invites/${(await this.hall.invite()).code}`), 200);
    return { user_id: victim.id };
  }

  async ban(): Promise<Target> {
    const { id } = this.people.victim;
    expectStatus(await this.owner.put(`${this.hall.path}/bans/${id}`), 204);
    return { user_id: id };
  }

  /** The bot outside of the guild. */
  async outsideBot(): Promise<Target> {
    await this.owner.delete(`${this.hall.path}/members/${this.bot.id}`);
    return { user_id: this.bot.id };
  }

  path(pattern: string, target: Target = {}): string {
    const all: Target = { ...this.target, ...target };
    return pattern.replaceAll(PARAMETER, (_, name: string) => all[name] ?? `missing-${name}`);
  }

  private get owner(): RestCaller {
    return this.people.owner.api;
  }

  private async make(url: string, body: object): Promise<string> {
    const answer = await this.owner.post<WithId>(url, body);
    if (answer.status >= 300) throw new Error(`POST ${url}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.id;
  }

  private async furnish(): Promise<Target> {
    const { people, bot, hall } = this;
    const known = { guild_id: hall.id, user_id: people.victim.id, application_id: bot.applicationId };
    const strange = {
      id: '1',
      file: '1.png',
      session_id: '1',
      interaction_id: '1',
      interaction_token: 'x',
      attachment_id: '1',
      filename: 'x',
    };
    const made = {
      ...(await this.channel()),
      ...(await this.role()),
      ...(await this.emoji()),
      ...(await this.invite()),
    };
    const furnished = this.with({ ...known, ...strange, ...made });
    const more = { ...(await furnished.message()), ...(await furnished.overwrite()), ...(await furnished.webhook()) };
    return { ...furnished.target, ...more, emoji: encodeURIComponent('👍') };
  }

  private with(target: Target): PermissionScene {
    return new PermissionScene(this.server, this.routes, this.people, this.hall, this.bot, this.apis, target);
  }
}

/** What Fastify adds for itself is no route of ours. */
function addRoute(routes: RoutesByPrefix, method: string, url: string): void {
  if (method === 'HEAD' || method === 'OPTIONS' || dialectOfPath(url) !== 'discord') return;
  const prefix = VERSION.exec(url)?.[0] ?? (url.startsWith('/api/') ? '/api' : '');
  const known = routes.get(prefix) ?? new Set();
  routes.set(prefix, known.add(`${method} ${url.slice(prefix.length)}`));
}

/** What somebody has whom only an outside system knows. */
async function guestToken(server: DiscordServer): Promise<string> {
  const management = new RestCaller(server.url, undefined, '/management');
  const key = { 'x-api-key': server.adminApiKey };
  const room = await management.post<{ room_id: string }>('/rooms', { room_name: 'room', admin_user_ids: [] }, key);
  expectStatus(room, 200);
  const url = `/rooms/${room.body.room_id}/tickets`;
  const ticket = await management.post<{ ticket: string }>(url, { user_id: 'guest' }, key);
  expectStatus(ticket, 200);
  return ticket.body.ticket;
}
