import { WebSocket } from 'ws';
import { Client, type ClientEvents, type ClientOptions, Events, GatewayIntentBits, Partials } from 'discord.js';
import type { Bot, DiscordServer } from './discord';
import { until } from './until';

/** https://docs.discord.com/developers/resources/application#application-object-application-flags */
const PRIVILEGED_FLAGS = (1 << 12) | (1 << 14) | (1 << 18);
const quiet: ReadonlySet<string> = new Set([Events.Debug, Events.Raw, Events.CacheSweep]);

const everyIntent = Object.values(GatewayIntentBits).filter((bit) => typeof bit === 'number');

/** A bot run by discord.js itself, which remembers every event it was told. */
export class DiscordJsBot {
  private readonly seen = new Map<string, unknown[][]>();

  private constructor(readonly client: Client) {
    for (const name of Object.values(Events).filter((event) => !quiet.has(event))) {
      client.on(name as string, (...values: unknown[]) => void this.seenOf(name).push(values));
    }
  }

  /** Logs in and waits until all its guilds are there; only the address is not Discord's. */
  static async start(
    server: Pick<DiscordServer, 'url'>,
    token: string,
    options: Partial<ClientOptions> = {},
  ): Promise<DiscordJsBot & { readonly client: Client<true> }> {
    const bot = new DiscordJsBot(
      new Client({
        intents: everyIntent,
        partials: [Partials.Channel],
        rest: { api: `${server.url}/api`, cdn: server.url },
        ...options,
      }),
    );
    try {
      await bot.client.login(token);
      await until(() => bot.client.isReady(), 'the bot to be ready');
    } catch (error) {
      await bot.stop();
      throw error;
    }
    return bot as DiscordJsBot & { readonly client: Client<true> };
  }

  /** The first event of this name that fits, whether it came already or not. */
  event<Name extends keyof ClientEvents>(
    name: Name,
    fits: (...values: ClientEvents[Name]) => boolean = () => true,
  ): Promise<ClientEvents[Name]> {
    return until(() => this.events(name).find((values) => fits(...values)), `the event ${name}`);
  }

  /** Every event of this name so far. */
  events<Name extends keyof ClientEvents>(name: Name): ClientEvents[Name][] {
    return this.seenOf(name) as ClientEvents[Name][];
  }

  /** Cuts its connection as a broken network does: without a close frame. */
  cut(): void {
    const socket = socketOf(this.client);
    if (!socket) throw new Error('the bot is not connected');
    socket.terminate();
  }

  async stop(): Promise<void> {
    await this.client.destroy();
  }

  private seenOf(name: string): unknown[][] {
    const seen = this.seen.get(name) ?? [];
    this.seen.set(name, seen);
    return seen;
  }
}

/** Where discord.js keeps the socket of its first shard. */
function socketOf(client: Client): WebSocket | undefined {
  const path = ['ws', '_ws', 'strategy', 'shards'];
  const shards = path.reduce<unknown>((value, name) => Reflect.get(Object(value), name), client);
  const [shard] = shards instanceof Map ? [...(shards.values() as Iterable<unknown>)] : [];
  const socket: unknown = shard && Reflect.get(Object(shard), 'connection');
  return socket instanceof WebSocket ? socket : undefined;
}

/** Lets a bot ask for members, presences and the text of messages. */
export async function allowEveryIntent(bot: Bot): Promise<void> {
  const answer = await bot.api.patch('/applications/@me', { flags: PRIVILEGED_FLAGS });
  if (answer.status !== 200) throw new Error(`the bot's flags were refused: ${JSON.stringify(answer.body)}`);
}
