import type { APIExtendedInvite, APIGuild, APIGuildMember, APIRole } from 'discord-api-types/v10';
import { type DiscordServer, expectStatus, type Person } from './discord';

type Channel = { id: string; type: number };

/** A guild with a text channel, and ways to fill it. */
export class Hall {
  private constructor(
    private readonly server: DiscordServer,
    readonly owner: Person,
    readonly id: string,
    readonly channelId: string,
  ) {}

  static async open(server: DiscordServer, owner: Person): Promise<Hall> {
    const guild = await owner.api.post<APIGuild>('/guilds', { name: 'hall' });
    expectStatus(guild, 201);
    const channels = await owner.api.get<Channel[]>(`/guilds/${guild.body.id}/channels`);
    const text = channels.body.find(({ type }) => type === 0);
    return new Hall(server, owner, guild.body.id, text?.id ?? '');
  }

  get path(): string {
    return `/guilds/${this.id}`;
  }

  async invite(body: object = {}, by = this.owner): Promise<APIExtendedInvite> {
    const invite = await by.api.post<APIExtendedInvite>(`/channels/${this.channelId}/invites`, body);
    expectStatus(invite, 200);
    return invite.body;
  }

  async member(name = 'member'): Promise<Person> {
    const [person, { code }] = [await this.server.person(name), await this.invite()];
    expectStatus(await person.api.post(`/invites/${code}`), 200);
    return person;
  }

  async role(body: object = {}): Promise<APIRole> {
    const role = await this.owner.api.post<APIRole>(`${this.path}/roles`, body);
    expectStatus(role, 200);
    return role.body;
  }

  /** Somebody with a role of these permissions, at this position. */
  async moderator(permissions: bigint, position = 5): Promise<Person & { readonly roleId: string }> {
    const [person, role] = [await this.member('moderator'), await this.role({ permissions: permissions.toString() })];
    await this.owner.api.patch(`${this.path}/roles`, [{ id: role.id, position }]);
    expectStatus(await this.owner.api.put(`${this.path}/members/${person.id}/roles/${role.id}`), 204);
    return { ...person, roleId: role.id };
  }

  async memberIds(): Promise<string[]> {
    const members = await this.owner.api.get<APIGuildMember[]>(`${this.path}/members?limit=1000`);
    return members.body.map(({ user }) => user.id);
  }

  async memberCount(): Promise<number | undefined> {
    const guild = await this.owner.api.get<APIGuild>(`${this.path}?with_counts=true`);
    return guild.body.approximate_member_count;
  }
}
