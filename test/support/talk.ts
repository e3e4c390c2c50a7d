import type { APIGuild, APIMessage } from 'discord-api-types/v10';
import { expectStatus, type RestCaller } from './discord';
import { GuildScene } from './guilds';

/** A channel of a guild where its owner, who may do everything, and a member talk. */
export class Talk {
  channelId = '';

  private constructor(
    readonly scene: GuildScene,
    readonly guild: APIGuild,
  ) {}

  static async start(): Promise<Talk> {
    const scene = await GuildScene.start();
    return new Talk(scene, await scene.guildWithMember());
  }

  get owner(): RestCaller {
    return this.scene.owner.api;
  }

  get member(): RestCaller {
    return this.scene.member.api;
  }

  /** Everything from now on is about a new channel. */
  async moveOn(changes: object = {}): Promise<void> {
    ({ id: this.channelId } = await this.scene.newChannel(this.guild.id, { name: 'talk', ...changes }));
  }

  path(suffix = ''): string {
    return `/channels/${this.channelId}/messages${suffix}`;
  }

  async say(body: object | string, api = this.owner): Promise<APIMessage> {
    const answer = await api.post<APIMessage>(this.path(), typeof body === 'string' ? { content: body } : body);
    expectStatus(answer, 200);
    return answer.body;
  }

  async sayMany(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) ids.push((await this.say(`number ${index}`)).id);
    return ids;
  }

  async read(id: string, api = this.owner): Promise<APIMessage> {
    return (await api.get<APIMessage>(this.path(`/${id}`))).body;
  }

  /** From now on everybody lacks these permissions here, and the member has those. */
  async restrict(deny: bigint, allow = 0n): Promise<void> {
    await this.overwrite(this.guild.id, { type: 0, allow: '0', deny: deny.toString() });
    if (allow !== 0n) await this.overwrite(this.scene.member.id, { type: 1, allow: allow.toString(), deny: '0' });
  }

  private async overwrite(targetId: string, body: object): Promise<void> {
    expectStatus(await this.owner.put(`/channels/${this.channelId}/permissions/${targetId}`, body), 204);
  }
}
