import type { DirectChannel } from '../../domain/messaging';

export abstract class DirectChannelRepository {
  /**
   * Stores a new conversation, or answers with the one these two have already; safe when both call it at once.
   * Only inside `UnitOfWork.run`.
   */
  abstract ensure(channel: DirectChannel, createdAtMs: number): Promise<DirectChannel>;
}
