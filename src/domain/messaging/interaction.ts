import type { Id } from '../../shared/ids';

/** A person used a component of a bot's message. */
export interface ComponentInteraction {
  readonly id: Id;
  readonly applicationId: Id;
  readonly botUserId: Id;
  /** Who holds it answers for the application; told to nobody but the bot. */
  readonly token: string;
  readonly userId: Id;
  readonly channelId: Id;
  readonly guildId?: Id;
  readonly messageId: Id;
  readonly customId: string;
  /** https://docs.discord.com/developers/components/reference#what-is-a-component-component-types */
  readonly componentType: number;
  /** What was picked in a menu. */
  readonly values?: readonly string[];
  readonly createdAtMs: number;
}
