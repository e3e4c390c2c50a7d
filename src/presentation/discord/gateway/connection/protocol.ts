/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-opcodes */
export const GatewayOp = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  updatePresence: 3,
  updateVoiceState: 4,
  resume: 6,
  reconnect: 7,
  requestMembers: 8,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;

/** Valid words of clients about what this server does not have: heard and left without an answer. */
export const ignoredOps: ReadonlySet<number> = new Set([
  GatewayOp.updateVoiceState,
  // Lazily loaded guilds, guild subscriptions of people's own clients.
  14,
  37,
  // Soundboard sounds, channel information.
  31,
  43,
]);

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes */
export const gatewayCloseCodes = {
  unknown_error: 4_000,
  unknown_opcode: 4_001,
  decode_error: 4_002,
  not_authenticated: 4_003,
  authentication_failed: 4_004,
  already_authenticated: 4_005,
  invalid_seq: 4_007,
  rate_limited: 4_008,
  session_timed_out: 4_009,
  invalid_shard: 4_010,
  sharding_required: 4_011,
  invalid_version: 4_012,
  invalid_intents: 4_013,
  disallowed_intents: 4_014,
} as const;

export type GatewayCloseReason = keyof typeof gatewayCloseCodes;

/** How often a client says that it lives ... */
export const GATEWAY_HEARTBEAT_INTERVAL_MS = 41_250;
/** ... and after how long a silence its socket is closed with 4009. */
export const GATEWAY_HEARTBEAT_TIMEOUT_MS = 61_875;
/** Payloads of a client in {@link INBOUND_WINDOW_MS}, heartbeats among them; more close the socket with 4008. */
export const INBOUND_PAYLOADS_MAX = 120;
export const INBOUND_WINDOW_MS = 60_000;
/** Bytes of a client's payload; a longer one closes the socket with 4002. */
export const INBOUND_PAYLOAD_BYTES_MAX = 4_096;

/** A payload that is no event. */
export const controlPayload = (op: number, d: unknown): string => JSON.stringify({ t: null, s: null, op, d });
