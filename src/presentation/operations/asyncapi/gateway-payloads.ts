import type { Schema } from './schema';
import { flag, freeObject, integer, list, object, oneOf, text } from './schema';

/** A payload `{"op": op, "d": ...}` of the gateway; those without a schema carry null. */
export interface GatewayPayload {
  readonly op: number;
  readonly name: string;
  readonly summary: string;
  readonly d?: Schema;
  /** Numbered and named: `s` and `t` are set. */
  readonly isEvent?: true;
}

const anyId = text('A Snowflake id');
const token = text('As it is, or with `Bot ` or `Bearer ` in front');
const presence = object({
  'since?': { type: ['integer', 'null'], description: 'Unix milliseconds since when idle' },
  'activities?': list(freeObject('An activity: name, type, url, state')),
  'status?': oneOf('online', 'dnd', 'idle', 'invisible', 'offline'),
  'afk?': flag(),
});

export const gatewayInputs: readonly GatewayPayload[] = [
  {
    op: 1,
    name: 'Heartbeat',
    summary: 'Says that the client lives; also before IDENTIFY',
    d: { type: ['integer', 'null'], description: 's of the last event, null before the first' },
  },
  {
    op: 2,
    name: 'Identify',
    summary: 'Begins a session',
    d: object({
      token,
      'intents?': integer('Bits of what to be told; people may leave it out'),
      'properties?': freeObject(),
      'compress?': flag('Compress payloads one by one, when the connection is not compressed'),
      'shard?': list(integer(), '[id, count]'),
      'large_threshold?': integer(undefined, { min: 50, max: 250 }),
      'presence?': presence,
    }),
  },
  { op: 3, name: 'UpdatePresence', summary: 'Sets the own status', d: presence },
  {
    op: 6,
    name: 'Resume',
    summary: 'Goes on with a session whose socket was lost',
    d: object({ token, session_id: text(), seq: integer('s of the last event the client has') }),
  },
  {
    op: 8,
    name: 'RequestGuildMembers',
    summary: 'Asks for members of a guild, told in GUILD_MEMBERS_CHUNK events',
    d: object({
      guild_id: anyId,
      'query?': text('Beginning of the name; empty with limit 0 means everybody'),
      'user_ids?': { anyOf: [list(anyId), anyId] },
      'limit?': integer(undefined, { min: 0 }),
      'presences?': flag(),
      'nonce?': text('Comes back in the events', { max: 32 }),
    }),
  },
];

export const gatewayOutputs: readonly GatewayPayload[] = [
  {
    op: 0,
    name: 'Dispatch',
    summary: 'An event, named by t and numbered by s without a gap: READY, GUILD_CREATE, MESSAGE_CREATE, RESUMED ...',
    d: freeObject('As https://docs.discord.com/developers/events/gateway-events#receive-events describes it'),
    isEvent: true,
  },
  { op: 1, name: 'HeartbeatRequest', summary: 'Asks for a heartbeat' },
  { op: 7, name: 'Reconnect', summary: 'The server stops: connect again and resume' },
  {
    op: 9,
    name: 'InvalidSession',
    summary: 'The session cannot be resumed, or the client identified too soon; it may identify on this socket',
    d: flag('Always false'),
  },
  { op: 10, name: 'Hello', summary: 'The first payload', d: object({ heartbeat_interval: integer('Milliseconds') }) },
  { op: 11, name: 'HeartbeatAck', summary: 'Answer to a heartbeat' },
];

const nothing: Schema = { type: 'null' };

/** The whole payload around `d`. */
export function gatewayPayload({ op, d = nothing, isEvent }: GatewayPayload, side: 'client' | 'server'): Schema {
  const fields = { op: { const: op }, d };
  if (side === 'client') return object(fields);
  return object({ ...fields, s: isEvent ? integer(undefined, { min: 1 }) : nothing, t: isEvent ? text() : nothing });
}

/** Codes with which the server closes the gateway. */
export const gatewayCloses = [
  { code: 1001, meaning: 'the server is stopping: resume, or identify when it has been restarted' },
  { code: 1006, meaning: 'no code: the client did not read what was sent; it may resume' },
  { code: 4000, meaning: 'something failed, or another socket resumed the session' },
  { code: 4001, meaning: 'an unknown opcode' },
  { code: 4002, meaning: 'a payload that cannot be read, or of more than 4,096 bytes' },
  { code: 4003, meaning: 'something else before IDENTIFY' },
  { code: 4004, meaning: 'a bad token, or access was revoked; do not reconnect' },
  { code: 4005, meaning: 'a second IDENTIFY or RESUME' },
  { code: 4007, meaning: 'RESUME with a number that never was: identify' },
  { code: 4008, meaning: 'more than 120 payloads in 60 seconds' },
  { code: 4009, meaning: 'no heartbeat for one and a half intervals' },
  { code: 4010, meaning: 'a bad shard; do not reconnect' },
  { code: 4011, meaning: 'more than 2,500 guilds in the shard; do not reconnect' },
  { code: 4012, meaning: 'a version other than 9 and 10; do not reconnect' },
  { code: 4013, meaning: 'bad intents; do not reconnect' },
  { code: 4014, meaning: "intents the application's flags do not allow; do not reconnect" },
] as const;
