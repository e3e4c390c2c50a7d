import type { GroupRole } from '../../../domain/messaging';
import type { PresentedUser } from '../users/user-answer.dto';

export class PresentedGroup {
  id!: string;
  name!: string;
  description!: string;
  /** Address of the picture. */
  avatar!: string | null;
  owner_id!: string;
  created_at!: string;
  updated_at!: string;
}

export class PresentedGroupMember {
  /** The same as `user_id`: nobody is in a group twice. */
  id!: string;
  group_id!: string;
  user_id!: string;
  role!: GroupRole;
  joined_at!: string;
  /** Null for whoever may talk. */
  muted_until!: string | null;
}

/** Somebody who waits to be let in. */
export class PresentedJoinRequest {
  group_id!: string;
  user_id!: string;
  user!: PresentedUser;
  created_at!: string;
}
