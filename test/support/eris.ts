import http from 'node:http';
import net from 'node:net';
import { Client, type ClientOptions } from 'eris';
import type { DiscordServer } from './discord';
import { EventLog } from './event-log';
import { until } from './until';

const eventNames = [
  ...['error', 'warn', 'ready', 'disconnect', 'shardResume', 'messageCreate', 'messageUpdate', 'messageDelete'],
  ...['messageReactionAdd', 'messageReactionRemove', 'messageDeleteBulk', 'guildMemberAdd', 'guildMemberUpdate'],
  ...['guildMemberRemove', 'guildBanAdd', 'guildBanRemove', 'guildRoleCreate', 'guildRoleUpdate', 'guildRoleDelete'],
  ...['inviteCreate', 'inviteDelete', 'channelCreate', 'channelDelete', 'channelPinUpdate', 'typingStart'],
  ...['guildCreate', 'guildDelete', 'guildEmojisUpdate', 'threadCreate', 'presenceUpdate'],
];

/** eris speaks TLS on port 443 only; this takes its requests to a plain port, as a proxy with TLS in front would. */
class PlainAgent extends http.Agent {
  readonly protocol = 'https:';

  constructor(private readonly port: number) {
    super({ keepAlive: false });
  }

  override createConnection(): net.Socket {
    return net.connect(this.port, '127.0.0.1');
  }
}

/** A bot run by eris itself, which remembers what it was told. */
export class ErisBot {
  private constructor(
    readonly client: Client,
    readonly events: EventLog,
  ) {}

  /** Logs in and waits until its guilds are there. */
  static async start(server: DiscordServer, token: string, options: Partial<ClientOptions> = {}): Promise<ErisBot> {
    const { port } = new URL(server.url);
    // Its types want an agent for TLS, which it never looks at.
    const agent = new PlainAgent(Number(port)) as http.Agent as ClientOptions['agent'];
    const client = new Client(`Bot ${token}`, {
      ...{ intents: ['all'], restMode: true, defaultImageFormat: 'png' },
      rest: { domain: `127.0.0.1:${port}`, baseURL: '/api/v10', agent },
      ...options,
    });
    const bot = new ErisBot(client, new EventLog(client, eventNames));
    try {
      await client.connect();
      await until(() => client.ready, 'the bot to be ready');
    } catch (error) {
      bot.stop();
      throw error;
    }
    return bot;
  }

  stop(): void {
    this.client.disconnect({ reconnect: false });
    this.client.removeAllListeners();
    this.client.on('error', () => undefined);
  }
}
