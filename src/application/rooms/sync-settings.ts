/** How room data is handed to the outside system that owns the rooms. */
export abstract class SyncSettings {
  /** Absolute http(s) address that gets one POST per room; absent: rooms are pulled only. */
  abstract readonly callbackUrl?: string;
  /** Seconds between two scheduled runs, 0 to 86,400; 0 turns the schedule off. */
  abstract readonly intervalSeconds: number;
  /** Whether the rooms that the server made itself are pushed as well. */
  abstract readonly pushesDefaultRooms: boolean;
  /** The 24 to 64 bytes of the Standard Webhooks secret; absent: payloads are not signed. */
  abstract readonly signingSecret?: Uint8Array;
}
