import type { APIGuild, APIGuildChannel, APIOverwrite, APIRole, APITextChannel } from 'discord-api-types/v10';
import {
  type DiscordServer,
  expectStatus,
  type Person,
  type RestAnswer,
  type RestCaller,
  startDiscordServer,
} from './discord';

export type Channel = APIGuildChannel & {
  position: number;
  parent_id?: string | null;
  permission_overwrites: APIOverwrite[];
};

/** A refusal as it is sent. */
export interface Failure {
  readonly code: number;
  readonly message: string;
  readonly errors?: Record<string, unknown>;
}

const TEXT: number = 0;

/** A server with somebody who makes guilds, somebody who joins them, and somebody who does not. */
export class GuildScene {
  private constructor(
    readonly server: DiscordServer,
    readonly owner: Person,
    readonly member: Person,
    readonly stranger: Person,
  ) {}

  static async start(): Promise<GuildScene> {
    const server = await startDiscordServer();
    return new GuildScene(
      server,
      await server.person('owner'),
      await server.person('member'),
      await server.person('stranger'),
    );
  }

  async newGuild(body: object = {}): Promise<APIGuild> {
    const answer = await this.owner.api.post<APIGuild>('/guilds', { name: 'guild', ...body });
    expectStatus(answer, 201);
    return answer.body;
  }

  /** @param permissions of a role that the member gets; undefined for none */
  async guildWithMember(permissions?: bigint): Promise<APIGuild> {
    const guild = await this.newGuild();
    await this.join(guild.id, this.member);
    if (permissions !== undefined) await this.grant(guild.id, this.member, permissions);
    return guild;
  }

  async join(guildId: string, person: Person): Promise<void> {
    const channel = (await this.channelsOf(guildId)).find(({ type }) => type.valueOf() === TEXT);
    const invite = await this.owner.api.post<{ code: string }>(`/channels/${channel?.id}/invites`, {});
    expectStatus(invite, 200);
    expectStatus(await person.api.post(`/invites/${invite.body.code}`), 200);
  }

  async grant(guildId: string, person: Person, permissions: bigint): Promise<APIRole> {
    const body = { permissions: permissions.toString() };
    const role = await this.owner.api.post<APIRole>(`/guilds/${guildId}/roles`, body);
    expectStatus(role, 200);
    expectStatus(await this.owner.api.put(`/guilds/${guildId}/members/${person.id}/roles/${role.body.id}`), 204);
    return role.body;
  }

  async channelsOf(guildId: string, api: RestCaller = this.owner.api): Promise<Channel[]> {
    return (await api.get<Channel[]>(`/guilds/${guildId}/channels`)).body;
  }

  async newChannel(guildId: string, body: object): Promise<APITextChannel> {
    const answer = await this.owner.api.post<APITextChannel>(`/guilds/${guildId}/channels`, body);
    expectStatus(answer, 201);
    return answer.body;
  }

  async readChannel(channelId: string): Promise<Channel> {
    return (await this.owner.api.get<Channel>(`/channels/${channelId}`)).body;
  }
}

/** Status and code, e.g. `403 50013`. */
export async function failure(answer: Promise<RestAnswer<Failure>>): Promise<string> {
  const { status, body } = await answer;
  return `${status} ${body?.code}`;
}

/** The fields that a refused form names. */
export async function wrongFields(answer: Promise<RestAnswer<Failure>>): Promise<string[]> {
  const { status, body } = await answer;
  if (status !== 400 || body.code !== 50_035) throw new Error(`no refused form: ${status} ${JSON.stringify(body)}`);
  return Object.keys(body.errors ?? {});
}
