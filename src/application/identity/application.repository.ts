import type { Application } from '../../domain/identity';
import type { Id } from '../../shared/ids';

export interface NewBot {
  readonly userId: Id;
  readonly username: string;
  readonly createdAtMs: number;
}

export interface BotCredentials {
  readonly applicationId: Id;
  readonly tokenDigest: Uint8Array;
}

/** Applications and their bots. Writes need a running unit of work. */
export abstract class ApplicationRepository {
  abstract insert(application: Application): Promise<void>;
  abstract find(applicationId: Id): Promise<Application | undefined>;
  /** In the order they were made, at most `limit`. */
  abstract list(ownerId: Id, limit: number): Promise<readonly Application[]>;
  /** Name, description, icon, flags and publicity of an application. */
  abstract update(application: Application): Promise<void>;
  /** Makes the application's bot user. @throws AppError conflict `username_taken`, `bot_exists` */
  abstract addBot(applicationId: Id, bot: NewBot, tokenDigest: Uint8Array): Promise<void>;
  /** Undefined: no token is valid any more. */
  abstract setBotToken(applicationId: Id, tokenDigest: Uint8Array | undefined): Promise<void>;
  /** Undefined when there is no such bot, or it has no valid token. */
  abstract findBot(botUserId: Id): Promise<BotCredentials | undefined>;
}
