import { PresentedUser } from '../users/user-answer.dto';

export class PresentedFriend extends PresentedUser {
  /** `incoming`: waits for an answer of one's own; `outgoing`: was asked. */
  relation!: 'friend' | 'incoming' | 'outgoing';
  /** What one calls the friend; nobody else sees it. */
  remark!: string | null;
}
