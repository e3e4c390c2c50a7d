import { ApplicationFlag } from '../../../domain/identity';

/** https://docs.discord.com/developers/events/gateway#list-of-intents */
export const Intent = {
  guilds: 1 << 0,
  guildMembers: 1 << 1,
  guildModeration: 1 << 2,
  guildExpressions: 1 << 3,
  guildIntegrations: 1 << 4,
  guildWebhooks: 1 << 5,
  guildInvites: 1 << 6,
  guildVoiceStates: 1 << 7,
  guildPresences: 1 << 8,
  guildMessages: 1 << 9,
  guildMessageReactions: 1 << 10,
  guildMessageTyping: 1 << 11,
  directMessages: 1 << 12,
  directMessageReactions: 1 << 13,
  directMessageTyping: 1 << 14,
  messageContent: 1 << 15,
  guildScheduledEvents: 1 << 16,
  autoModerationConfiguration: 1 << 20,
  autoModerationExecution: 1 << 21,
  guildMessagePolls: 1 << 24,
  directMessagePolls: 1 << 25,
} as const;

export const ALL_INTENTS = Object.values(Intent).reduce((all, intent) => all | intent, 0);

/** False for bits that mean nothing. */
export const areIntents = (bits: unknown): bits is number =>
  typeof bits === 'number' && Number.isInteger(bits) && bits >= 0 && bits <= ALL_INTENTS && (bits & ~ALL_INTENTS) === 0;

/** An application must have one of the flags for the intent. */
const privileged: readonly (readonly [intent: number, flags: number])[] = [
  [Intent.guildPresences, ApplicationFlag.GatewayPresence | ApplicationFlag.GatewayPresenceLimited],
  [Intent.guildMembers, ApplicationFlag.GatewayGuildMembers | ApplicationFlag.GatewayGuildMembersLimited],
  [Intent.messageContent, ApplicationFlag.GatewayMessageContent | ApplicationFlag.GatewayMessageContentLimited],
];

/** Whether an application with `flags` may have all of `intents`. */
export const allowsIntents = (flags: number, intents: number): boolean =>
  privileged.every(([intent, needed]) => (intents & intent) === 0 || (flags & needed) !== 0);
