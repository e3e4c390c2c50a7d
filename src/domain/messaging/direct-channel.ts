import { compareIds, type Id } from '../../shared/ids';

/** A conversation of two accounts. Who they are never changes. */
export interface DirectChannel {
  readonly id: Id;
  /** Both of them, lower id first. */
  readonly recipientIds: readonly [Id, Id];
  /** As of when it was read; moves with every message. */
  readonly lastMessageId?: Id;
  readonly lastPinAtMs?: number;
}

/** The two in the order in which a pair is kept. */
export const pairOf = (one: Id, other: Id): readonly [Id, Id] =>
  compareIds(one, other) < 0 ? [one, other] : [other, one];

/** The one of the two who is not `userId`. */
export const otherOf = ({ recipientIds: [lower, higher] }: Pick<DirectChannel, 'recipientIds'>, userId: Id): Id =>
  lower === userId ? higher : lower;
