import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { startTestApp, type TestApp } from '../support/app';

const root = path.join(__dirname, '..', '..');

/** A tool as a person runs it, its output collected. */
class Tool {
  output = '';
  readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;
  private readonly changed: (() => void)[] = [];

  constructor(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [...process.execArgv, path.join(root, 'tools', file), ...args], {
      cwd: root,
      env: { PATH: process.env.PATH, ...env },
    });
    const collect = (chunk: Buffer): void => {
      this.output += chunk.toString();
      for (const notify of this.changed.splice(0)) notify();
    };
    this.child.stdout?.on('data', collect);
    this.child.stderr?.on('data', collect);
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code) => {
        resolve(code);
        for (const notify of this.changed.splice(0)) notify();
      });
    });
  }

  type(...lines: readonly string[]): void {
    this.child.stdin?.write(lines.map((line) => `${line}\n`).join(''));
  }

  endInput(): void {
    this.child.stdin?.end();
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.output);
      if (found) return found;
      if (this.child.exitCode !== null) throw new Error(`ended without ${pattern}:\n${this.output}`);
      await new Promise<void>((resolve) => this.changed.push(resolve));
    }
  }

  count(pattern: RegExp): number {
    return [...this.output.matchAll(pattern)].length;
  }
}

/** Passes bytes on to the server until it is told to cut every connection. */
class Cable {
  private readonly ends = new Set<net.Socket>();
  private isCut = false;
  private readonly server: net.Server;

  constructor(port: number) {
    this.server = net.createServer((near) => {
      if (this.isCut) return void near.destroy();
      const far = net.connect(port, '127.0.0.1');
      for (const end of [near, far]) {
        this.ends.add(end);
        end.on('error', () => undefined);
        end.on('close', () => this.ends.delete(end));
      }
      near.pipe(far).pipe(near);
    });
  }

  async url(): Promise<string> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.server.address() as net.AddressInfo).port}`;
  }

  cut(): void {
    this.isCut = true;
    for (const end of this.ends) end.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  close(): void {
    this.cut();
    this.server.close();
  }
}

describe('the tools', () => {
  let server: TestApp;
  const tools: Tool[] = [];

  beforeAll(async () => {
    server = await startTestApp({ RATE_LIMITS: 'off', LOG_LEVEL: 'warn' });
  }, 60_000);
  afterEach(() => {
    for (const tool of tools.splice(0)) tool.kill();
  });
  afterAll(() => server?.stop());

  const manage = async (method: string, route: string, body?: object): Promise<Record<string, string>> => {
    const response = await fetch(`${server.url}/management${route}`, {
      method,
      headers: { 'x-api-key': server.adminApiKey, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return text === '' ? {} : (JSON.parse(text) as Record<string, string>);
  };
  const createRoom = async (settings: object = {}): Promise<string> =>
    (await manage('POST', '/rooms', { room_name: 'Lobby', admin_user_ids: ['ada'], ...settings })).room_id;
  const run = (file: string, args: readonly string[], env?: NodeJS.ProcessEnv): Tool => {
    const tool = new Tool(file, args, env);
    tools.push(tool);
    return tool;
  };
  const client = (room: string, user: string, ...more: readonly string[]): Tool =>
    run('client.mjs', ['--url', server.url, '--room', room, '--user', user, ...more]);

  describe('client', () => {
    it('chats, shows history first, and leaves at the end of its input', async () => {
      const room = await createRoom();
      const ben = client(room, 'ben', '--nickname', 'Ben');
      await ben.shows(/You are ben in "Lobby"/);
      ben.type('hello there');
      await ben.shows(/Ben \(ben\): hello there/);
      const cleo = client(room, 'cleo');
      await cleo.shows(/#1 Ben \(ben\): hello there/);
      cleo.type('//not a command', '/users');
      await ben.shows(/cleo joined[\s\S]*#2 cleo: \/not a command/);
      await cleo.shows(/2 inside: .*Ben \(ben\)/);
      cleo.endInput();
      expect(await cleo.exited).toBe(0);
      await ben.shows(/cleo left/);
      ben.type('/quit');
      expect(await ben.exited).toBe(0);
    });

    it('shows no character that could steer a terminal, and no colour into a pipe', async () => {
      const room = await createRoom();
      await manage('POST', `/rooms/${room}/messages`, { content: 'red \u001b[31m alert' });
      const ben = client(room, 'ben');
      await ben.shows(/\*\*\* red \ufffd\[31m alert \*\*\*/);
      expect(ben.output).not.toContain('\u001b');
    });

    it('moderates as an admin, and is told what it may not do', async () => {
      const room = await createRoom();
      const { ticket } = await manage('POST', `/rooms/${room}/tickets`, { user_id: 'ada', expires_in_seconds: 600 });
      const ada = client(room, 'ada', '--ticket', ticket);
      const ben = client(room, 'ben');
      await Promise.all([ada.shows(/an admin in/), ben.shows(/You are ben/)]);
      ben.type('/ban ada', '/dance', '/ban', 'spam');
      await ben.shows(/! not allowed[\s\S]*! unknown command \/dance[\s\S]*! name a user id: \/ban/);
      await ada.shows(/#1 ben: spam/);
      ada.type('/delete #1', '/mute ben 60');
      await ben.shows(/message #1 was deleted[\s\S]*ben was muted/);
      ben.type('again');
      await ben.shows(/! you are muted/);
      ada.type('/unmute ben', '/ban ben 600 enough');
      expect(await ben.exited).toBe(4);
      expect(ben.output).toMatch(/You were banned from the room/);
      expect(await client(room, 'ben').exited).toBe(3);
      ada.type('/unban ben');
      ada.endInput();
      expect(await ada.exited).toBe(0);
      await client(room, 'ben').shows(/You are ben/);
    });

    it.each([
      ['an unknown room', '1', 'ben', /Refused: there is no such room/],
      ['an admin id without proof', undefined, 'ada', /Refused: .*--ticket/],
    ])('says why it is refused: %s', async (_case, given, user, words) => {
      const refused = client(given ?? (await createRoom()), user);
      expect(await refused.exited).toBe(3);
      expect(refused.output).toMatch(words);
    });

    it('tells wrong arguments and an unreachable server apart', async () => {
      expect(await run('client.mjs', ['--room', '1']).exited).toBe(2);
      const reserved = net.createServer().listen(0, '127.0.0.1');
      await once(reserved, 'listening');
      const { port } = reserved.address() as net.AddressInfo;
      await new Promise((resolve) => reserved.close(resolve));
      const lost = run('client.mjs', ['--room', '1', '--user', 'ben', '--url', `http://127.0.0.1:${port}`]);
      expect(await lost.exited).toBe(1);
      expect(lost.output).toMatch(/Cannot connect: .*Is the server running/);
    });

    it('comes back after a cut, misses nothing and sends nothing twice', async () => {
      const room = await createRoom();
      const cable = new Cable(Number(new URL(server.url).port));
      const others: Socket[] = [];
      try {
        const ben = run('client.mjs', ['--url', await cable.url(), '--room', room, '--user', 'ben']);
        await ben.shows(/You are ben/);
        ben.type('before the cut');
        await ben.shows(/ben: before the cut/);
        cable.cut();
        await ben.shows(/connection lost/);
        ben.type('said while away');
        // More than the 500 messages that one answer to a join can carry.
        for (const sender of ['cleo', 'dan', 'eve']) others.push(await speak(room, sender, 180));
        cable.mend();
        await ben.shows(/back again/);
        await ben.shows(/ben: said while away/);
        expect(ben.count(/(cleo|dan|eve): line \d+/g)).toBe(540);
        expect(ben.count(/ben: said while away/g)).toBe(1);
        for (const sender of ['cleo', 'dan', 'eve']) expect(numbersOf(ben.output, sender)).toEqual(upTo(180));
      } finally {
        for (const other of others) other.disconnect();
        cable.close();
      }
    });
  });

  describe('stress', () => {
    const stress = (...args: readonly string[]): Tool =>
      run('stress.mjs', ['--url', server.url, ...args], { ADMIN_API_KEY: server.adminApiKey });

    it.each(['raw', 'socketio'])('counts every delivery over %s', async (transport) => {
      const tool = stress('--connections', '40', '--rate', '40', '--seconds', '1', '--transport', transport);
      expect(await tool.exited).toBe(0);
      expect(tool.output).toMatch(/deliveries +1,600 of 1,600/);
      expect(tool.output).toMatch(/acknowledged +40\n/);
      expect(tool.output).toMatch(/Every connection got every message, once and in order/);
    });

    it('fails when messages do not arrive', async () => {
      const room = await createRoom({ slow_mode_seconds: 3600 });
      const tool = stress('--room', room, '--connections', '2', '--rate', '4', '--seconds', '1');
      await tool.shows(/joined in/);
      await tool.shows(/errors [1-9]/);
      await manage('DELETE', `/rooms/${room}`);
      expect(await tool.exited).toBe(1);
      expect(tool.output).toMatch(/slow_mode[\s\S]*FAILED/);
    });

    it('explains a wrong key, an unknown room and wrong arguments', async () => {
      const [key, room, usage] = [
        stress('--api-key', 'not-the-key-of-it'),
        stress('--room', '1', '--connections', '2'),
        stress('--rate', '0'),
      ];
      expect(await Promise.all([key.exited, room.exited, usage.exited])).toEqual([1, 1, 2]);
      expect(key.output).toMatch(/401.*Invalid API Key/);
      expect(room.output).toMatch(/Room 1 not found/);
      expect(usage.output).toMatch(/--rate must be a positive whole number/);
    });
  });

  /** Joins and says `line 1` to `line <count>`; resolves when all of it is stored. */
  async function speak(room: string, user: string, count: number): Promise<Socket> {
    const socket = io(`${server.url}/rooms`, { auth: { user_id: user }, transports: ['websocket'], forceNew: true });
    const joined: unknown = await socket.emitWithAck('room:join', { room_id: room });
    expect(joined).toMatchObject({ ok: true });
    const sends = upTo(count).map((number): Promise<unknown> => {
      const message = { room_id: room, content: `line ${number}`, nonce: `${user}-${number}` };
      return socket.emitWithAck('message:send', message);
    });
    for (const answer of await Promise.all(sends)) expect(answer).toMatchObject({ ok: true });
    return socket;
  }
});

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function numbersOf(output: string, sender: string): number[] {
  return [...output.matchAll(new RegExp(`${sender}: line (\\d+)`, 'g'))].map(([, number]) => Number(number));
}
