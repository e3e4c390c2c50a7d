/**
 * Permission bits, https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags
 */
export const Permission = {
  createInvite: 1n << 0n,
  kickMembers: 1n << 1n,
  banMembers: 1n << 2n,
  administrator: 1n << 3n,
  manageChannels: 1n << 4n,
  manageGuild: 1n << 5n,
  addReactions: 1n << 6n,
  viewAuditLog: 1n << 7n,
  prioritySpeaker: 1n << 8n,
  stream: 1n << 9n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  sendTtsMessages: 1n << 12n,
  manageMessages: 1n << 13n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  readMessageHistory: 1n << 16n,
  mentionEveryone: 1n << 17n,
  useExternalEmojis: 1n << 18n,
  viewGuildInsights: 1n << 19n,
  connect: 1n << 20n,
  speak: 1n << 21n,
  muteMembers: 1n << 22n,
  deafenMembers: 1n << 23n,
  moveMembers: 1n << 24n,
  useVoiceActivity: 1n << 25n,
  changeNickname: 1n << 26n,
  manageNicknames: 1n << 27n,
  manageRoles: 1n << 28n,
  manageWebhooks: 1n << 29n,
  manageExpressions: 1n << 30n,
  useApplicationCommands: 1n << 31n,
  requestToSpeak: 1n << 32n,
  manageEvents: 1n << 33n,
  manageThreads: 1n << 34n,
  createPublicThreads: 1n << 35n,
  createPrivateThreads: 1n << 36n,
  useExternalStickers: 1n << 37n,
  sendMessagesInThreads: 1n << 38n,
  useEmbeddedActivities: 1n << 39n,
  moderateMembers: 1n << 40n,
  viewMonetizationAnalytics: 1n << 41n,
  useSoundboard: 1n << 42n,
  createExpressions: 1n << 43n,
  createEvents: 1n << 44n,
  useExternalSounds: 1n << 45n,
  sendVoiceMessages: 1n << 46n,
  sendPolls: 1n << 49n,
  useExternalApps: 1n << 50n,
  pinMessages: 1n << 51n,
  bypassSlowMode: 1n << 52n,
} as const satisfies Record<string, bigint>;

export type PermissionName = keyof typeof Permission;

export const ALL_PERMISSIONS: bigint = Object.values(Permission).reduce((all, bit) => all | bit, 0n);
export const NO_PERMISSIONS = 0n;

/** What @everyone may do in a new guild. */
export const DEFAULT_PERMISSIONS: bigint =
  Permission.createInvite |
  Permission.addReactions |
  Permission.stream |
  Permission.viewChannel |
  Permission.sendMessages |
  Permission.embedLinks |
  Permission.attachFiles |
  Permission.readMessageHistory |
  Permission.useExternalEmojis |
  Permission.connect |
  Permission.speak |
  Permission.useVoiceActivity |
  Permission.changeNickname |
  Permission.useApplicationCommands |
  Permission.requestToSpeak |
  Permission.createPublicThreads |
  Permission.createPrivateThreads |
  Permission.sendMessagesInThreads |
  Permission.useExternalStickers |
  Permission.useEmbeddedActivities |
  Permission.useSoundboard |
  Permission.useExternalSounds |
  Permission.sendVoiceMessages |
  Permission.sendPolls |
  Permission.useExternalApps;

/** All that a timed-out member keeps. */
export const TIMED_OUT_PERMISSIONS: bigint = Permission.viewChannel | Permission.readMessageHistory;

export const hasPermission = (permissions: bigint, wanted: bigint): boolean => (permissions & wanted) === wanted;
