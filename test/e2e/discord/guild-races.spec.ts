import { describeWithPostgres } from '../../support/database';
import { type Failure, GuildScene } from '../../support/guilds';

const CHANNELS_MAX = 500;
const AT_ONCE = 12;

describeWithPostgres('changes of one guild at the same time', () => {
  let scene: GuildScene;
  beforeAll(async () => {
    scene = await GuildScene.start();
  });
  afterAll(() => scene?.server.stop());

  const times = <Result>(work: (index: number) => Promise<Result>): Promise<Result[]> =>
    Promise.all(Array.from({ length: AT_ONCE }, (_, index) => work(index)));

  it('never make more channels than a guild may have', async () => {
    const channels = Array.from({ length: CHANNELS_MAX - 5 }, (_, index) => ({ name: `c${index}` }));
    const guild = await scene.newGuild({ channels });
    const answers = await times((index) =>
      scene.owner.api.post<Failure>(`/guilds/${guild.id}/channels`, { name: `n${index}` }),
    );

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(answers.filter(({ body }) => body.code === 30_013)).toHaveLength(AT_ONCE - 5);
    const listed = await scene.channelsOf(guild.id);
    expect(listed).toHaveLength(CHANNELS_MAX);
    expect(new Set(listed.map(({ position }) => position)).size).toBe(CHANNELS_MAX);
  });

  it('lose no overwrite', async () => {
    const guild = await scene.newGuild();
    const channel = await scene.newChannel(guild.id, { name: 'room' });
    const roles = await times(async () => {
      const role = await scene.owner.api.post<{ id: string }>(`/guilds/${guild.id}/roles`, {});
      return role.body.id;
    });
    await Promise.all(
      roles.map((id) => scene.owner.api.put(`/channels/${channel.id}/permissions/${id}`, { type: 0, deny: '2048' })),
    );

    const { permission_overwrites } = await scene.readChannel(channel.id);
    expect(permission_overwrites.map(({ id }) => id).sort()).toEqual([...roles].sort());
  });

  it('leave no channel in a category that is gone', async () => {
    const guild = await scene.newGuild();
    const category = await scene.newChannel(guild.id, { name: 'box', type: 4 });
    await Promise.all([
      times((index) =>
        scene.owner.api.post(`/guilds/${guild.id}/channels`, { name: `n${index}`, parent_id: category.id }),
      ),
      scene.owner.api.delete(`/channels/${category.id}`),
    ]);

    const listed = await scene.channelsOf(guild.id);
    const ids = new Set(listed.map(({ id }) => id));
    expect(ids).not.toContain(category.id);
    expect(listed.filter(({ parent_id }) => parent_id && !ids.has(parent_id))).toEqual([]);
  });

  it('end it for all without an error of ours', async () => {
    const guild = await scene.guildWithMember();
    const answers = await Promise.all([
      scene.member.api.delete(`/users/@me/guilds/${guild.id}`),
      scene.owner.api.delete(`/guilds/${guild.id}`),
      scene.member.api.post(`/channels/${guild.system_channel_id}/messages`, { content: 'bye' }),
      scene.owner.api.post(`/guilds/${guild.id}/channels`, { name: 'late' }),
    ]);

    expect(answers[1].status).toBe(204);
    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
    expect((await scene.owner.api.get(`/guilds/${guild.id}`)).status).toBe(404);
  });
});
