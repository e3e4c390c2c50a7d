import type { Id } from '../../../shared/ids';

export interface GroupInvitation {
  readonly channelId: Id;
  readonly userId: Id;
  readonly inviterId: Id;
  readonly createdAtMs: number;
}

/** Who may join a group whatever its join mode. Written under the channel's lock. */
export abstract class GroupInvitations {
  /** False when the user is invited already. */
  abstract add(invitation: GroupInvitation): Promise<boolean>;
  abstract has(channelId: Id, userId: Id): Promise<boolean>;
  abstract remove(channelId: Id, userId: Id): Promise<void>;
  abstract count(channelId: Id): Promise<number>;
}
