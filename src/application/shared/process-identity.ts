/** Names this process among all that ever ran on the database. */
export abstract class ProcessIdentity {
  /** A UUID made at start; never the same twice. */
  abstract readonly processId: string;
}
