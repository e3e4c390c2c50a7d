import type { Id } from '../../shared/ids';

/**
 * On whose behalf a use case runs. A guest is known only by the outside system's id; an account is a
 * person or a bot; the operator holds the API key.
 */
export type Actor = GuestActor | AccountActor | OperatorActor;

export interface GuestActor {
  readonly kind: 'guest';
  readonly externalId: string;
}
export interface AccountActor {
  readonly kind: 'account';
  readonly userId: Id;
  /** The login it acts through; absent for bots. */
  readonly authSessionId?: Id;
  /** Set for bots: the application the bot belongs to. */
  readonly applicationId?: Id;
}
export interface OperatorActor {
  readonly kind: 'operator';
}

export const operator: OperatorActor = { kind: 'operator' };
