import type { Id } from '../../shared/ids';

export const APPLICATION_NAME_LENGTH_MIN = 2;
export const APPLICATION_NAME_LENGTH_MAX = 32;
export const APPLICATION_DESCRIPTION_LENGTH_MAX = 400;
/** Applications of one owner. */
export const APPLICATIONS_MAX = 50;

/** What a program may be told; https://docs.discord.com/developers/resources/application#application-object-application-flags */
export const ApplicationFlag = {
  GatewayPresence: 1 << 12,
  GatewayPresenceLimited: 1 << 13,
  GatewayGuildMembers: 1 << 14,
  GatewayGuildMembersLimited: 1 << 15,
  GatewayMessageContent: 1 << 18,
  GatewayMessageContentLimited: 1 << 19,
} as const;

/** The flags an owner may turn on and off. */
export const APPLICATION_FLAGS_SETTABLE = Object.values(ApplicationFlag).reduce((all, flag) => all | flag, 0);

/** A program of its owner's; with a bot user it can log in. */
export interface Application {
  readonly id: Id;
  readonly ownerId: Id;
  readonly name: string;
  readonly description: string;
  readonly icon?: string;
  readonly botUserId?: Id;
  /** {@link ApplicationFlag}, together. */
  readonly flags: number;
  readonly isBotPublic: boolean;
}
