/**
 * Something that happened and was committed. Ephemeral: delivered at most once, healed by re-reading. What must not be
 * lost is a row in the outbox instead.
 */
export interface DomainEvent {
  readonly type: string;
}
