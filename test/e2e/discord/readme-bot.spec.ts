import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type DiscordServer, expectStatus, startDiscordServer } from '../../support/discord';
import { until } from '../../support/until';

const MESSAGE_TYPE_REPLY = 19;
const root = path.join(__dirname, '../../..');

/** The bot of the README, as it stands there. */
async function botOfReadme(): Promise<string> {
  const readme = await fs.readFile(path.join(root, 'README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('## Point your Discord bot here'));
  const [, code] = /```js\n([^]*?)```/.exec(section) ?? [];
  if (code === undefined) throw new Error('the README shows no bot');
  return code;
}

describe("the README's bot", () => {
  let server: DiscordServer;
  let directory: string;
  let bot: ChildProcess | undefined;

  beforeAll(async () => {
    server = await startDiscordServer();
    directory = await fs.mkdtemp(path.join(os.tmpdir(), 'guildhall-readme-'));
    await fs.symlink(path.join(root, 'node_modules'), path.join(directory, 'node_modules'), 'junction');
    await fs.writeFile(path.join(directory, 'bot.mjs'), await botOfReadme());
  });
  afterAll(async () => {
    bot?.kill('SIGKILL');
    await server.stop();
    await fs.rm(directory, { recursive: true, force: true });
  });

  it('logs in and answers who mentions it', async () => {
    const owner = await server.person();
    const guild = await owner.api.post<{ id: string }>('/guilds', { name: 'Workshop' });
    expectStatus(guild, 201);
    const channels = await owner.api.get<{ id: string; type: number }[]>(`/guilds/${guild.body.id}/channels`);
    const channel = channels.body.find(({ type }) => type === 0)?.id ?? '';
    const robot = await server.bot(owner, 'Ping');
    expectStatus(await owner.api.put(`/guilds/${guild.body.id}/members/${robot.id}`, {}), 201);

    let output = '';
    bot = spawn(process.execPath, ['bot.mjs'], {
      cwd: directory,
      env: { ...process.env, GUILDHALL_URL: server.url, BOT_TOKEN: robot.token },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    bot.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    bot.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await until(() => output.includes('is ready'), `the bot's start, which said: ${output}`).catch(() => {
      throw new Error(`the bot is not ready: ${output}`);
    });
    expectStatus(await owner.api.post(`/channels/${channel}/messages`, { content: `<@${robot.id}> ping` }), 200);

    const answer = await until(async () => {
      const { body } = await owner.api.get<{ content: string; type: number; author: { id: string } }[]>(
        `/channels/${channel}/messages`,
      );
      return body.find(({ author, type }) => author.id === robot.id && type === MESSAGE_TYPE_REPLY);
    }, 'an answer');
    expect(answer.content).toBe(`pong, ${owner.username}`);
    expect(output).toMatch(/^\S+ is ready\n$/);
  });
});
