import { Client, type ClientOptions, Intents } from 'oceanic.js';
import type { DiscordServer } from './discord';
import { EventLog } from './event-log';
import { until } from './until';

const eventNames = [
  ...['error', 'warn', 'ready', 'shardResume', 'messageCreate', 'messageUpdate', 'messageDelete', 'messageDeleteBulk'],
  ...['messageReactionAdd', 'messageReactionRemove', 'guildMemberAdd', 'guildMemberUpdate', 'guildMemberRemove'],
  ...['guildBanAdd', 'guildBanRemove', 'guildRoleCreate', 'guildRoleUpdate', 'guildRoleDelete', 'guildEmojisUpdate'],
  ...['inviteCreate', 'inviteDelete', 'channelPinsUpdate', 'typingStart', 'threadCreate', 'guildAuditLogEntryCreate'],
];

const everyIntent = Object.values(Intents).reduce<number>((all, bit) => all | Number(bit), 0);

/** A bot run by oceanic.js itself, which remembers what it was told. */
export class OceanicBot {
  private constructor(
    readonly client: Client,
    readonly events: EventLog,
  ) {}

  /** Logs in and waits until its guilds are there; only the address is not Discord's. */
  static async start(
    server: DiscordServer,
    token: string,
    gateway: ClientOptions['gateway'] = {},
  ): Promise<OceanicBot> {
    const client = new Client({
      auth: `Bot ${token}`,
      rest: { baseURL: `${server.url}/api/v10` },
      gateway: { intents: everyIntent, ...gateway },
    });
    const bot = new OceanicBot(client, new EventLog(client, eventNames));
    try {
      await client.connect();
      await until(() => client.ready, 'the bot to be ready');
    } catch (error) {
      bot.stop();
      throw error;
    }
    return bot;
  }

  /** Cuts its connection as a broken network does: without a close frame. */
  cut(): void {
    this.client.shards.get(0)?.ws?.terminate();
  }

  stop(): void {
    this.client.disconnect(false);
    this.client.removeAllListeners();
    this.client.on('error', () => undefined);
  }
}
