/** Settings of the rooms context. */
export abstract class RoomsSettings {
  /**
   * True when everybody who can reach the server is trusted to name their own `user_id`, admins included; no ticket is
   * asked for then.
   */
  abstract readonly trustUserId: boolean;
  /** Names of the rooms that a new server opens. */
  abstract readonly defaultRooms: readonly string[];
}
