import type { DomainEvent } from '../../shared/events';
import type { Id } from '../../shared/ids';
import type { OwnProfile } from './user';

/** An account's public profile changed. */
export interface UserUpdated extends DomainEvent {
  readonly type: 'user.updated';
  readonly profile: OwnProfile;
}

/** Access that ended: sockets opened with it must close within a second. */
export interface AccessRevoked extends DomainEvent {
  readonly type: 'access.revoked';
  readonly userId: Id;
  /** Absent: every session and bot token of the user. */
  readonly authSessionId?: Id;
}

/** An account is gone for good; what it wrote stays, without a name. */
export interface AccountDeleted extends DomainEvent {
  readonly type: 'account.deleted';
  readonly userId: Id;
}
