import {
  ACTIVITY_TEXT_MAX,
  type ActivityInput,
  type MembersRequest,
  PRESENCE_ACTIVITIES_MAX,
  type PresenceInput,
  type PresenceStatus,
  REQUEST_NONCE_BYTES_MAX,
  REQUESTED_MEMBERS_MAX,
} from '../../../../application/realtime/gateway';
import { AppError } from '../../../../shared/errors';
import { isId } from '../../../../shared/ids';
import { isStorableText } from '../../../../shared/text';
import { parseJson } from '../../../shared/json';

type Fields = Readonly<Record<string, unknown>>;

export interface GatewayInput {
  readonly op: number;
  readonly d: unknown;
}

export interface IdentifyInput {
  readonly token: string;
  readonly intents: unknown;
  /** Undefined when it cannot be one. */
  readonly shard: readonly [id: number, count: number] | undefined;
  readonly largeThreshold: number;
  readonly wantsCompression: boolean;
  readonly presence: PresenceInput | undefined;
}

export interface ResumeInput {
  readonly token: string;
  readonly sessionId: string;
  /** Undefined when it cannot be one. */
  readonly seq: number | undefined;
}

const LARGE_THRESHOLD_MIN = 50;
const LARGE_THRESHOLD_MAX = 250;
const SHARDS_MAX = 16_384;
/** The libraries write the token with its kind in front, some people without. */
const tokenScheme = /^(?:Bot|Bearer)\s+/i;
const statuses: readonly PresenceStatus[] = ['online', 'dnd', 'idle', 'invisible', 'offline'];

const malformed = (message: string): AppError => new AppError('invalid', 'malformed', message);

/** @throws AppError `malformed` */
export function readGatewayInput(text: string | undefined): GatewayInput {
  if (text === undefined) throw malformed('payloads are text');
  const { op, d } = fieldsOf(parseJson(text));
  if (typeof op !== 'number' || !Number.isInteger(op)) throw malformed('a payload has an opcode');
  return { op, d };
}

/** The last `s` a client has, which it says with its heartbeat; undefined when it has none. */
export const readHeartbeat = (d: unknown): number | undefined => (Number.isSafeInteger(d) ? (d as number) : undefined);

/** @throws AppError `malformed` */
export function readIdentify(d: unknown): IdentifyInput {
  const { token, intents, shard, large_threshold: largeThreshold, compress, presence } = fieldsOf(d);
  return {
    token: readToken(token),
    intents: intents ?? undefined,
    shard: shard === undefined || shard === null ? [0, 1] : readShard(shard),
    largeThreshold: clamp(largeThreshold, LARGE_THRESHOLD_MIN, LARGE_THRESHOLD_MAX),
    wantsCompression: compress === true,
    presence: presence === undefined || presence === null ? undefined : readPresence(presence),
  };
}

/** @throws AppError `malformed` */
export function readResume(d: unknown): ResumeInput {
  const { token, session_id: sessionId, seq } = fieldsOf(d);
  if (typeof sessionId !== 'string') throw malformed('session_id must be a string');
  const isSeq = typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 0;
  return { token: readToken(token), sessionId, seq: isSeq ? seq : undefined };
}

/** Unknown values become the usual ones, as the libraries differ in what they leave out. @throws AppError `malformed` */
export function readPresence(d: unknown): PresenceInput {
  const { since, activities, status, afk } = fieldsOf(d);
  const list: readonly unknown[] = Array.isArray(activities) ? activities : [];
  return {
    sinceMs: typeof since === 'number' && Number.isFinite(since) ? since : null,
    activities: list.slice(0, PRESENCE_ACTIVITIES_MAX).flatMap(readActivity),
    status: statuses.find((one) => one === status) ?? 'online',
    isAfk: afk === true,
  };
}

/** @throws AppError `malformed` */
export function readMembersRequest(d: unknown): MembersRequest {
  const { guild_id: guild, query, user_ids: users, limit, presences, nonce } = fieldsOf(d);
  const [guildId] = idsOf(guild);
  if (guildId === undefined) throw malformed('guild_id must be an id');
  const common = { guildId, withPresences: presences === true, ...readNonce(nonce) };
  if (users !== undefined && users !== null) {
    return { ...common, userIds: idsOf(users).slice(0, REQUESTED_MEMBERS_MAX), limit: 0 };
  }
  const text = typeof query === 'string' ? query : '';
  return { ...common, query: text, limit: readLimit(limit, text) };
}

/** Without a limit only everybody can be asked for. */
function readLimit(limit: unknown, query: string): number {
  const wanted = typeof limit === 'number' && Number.isInteger(limit) && limit > 0 ? limit : 0;
  return query === '' ? wanted : Math.min(wanted || REQUESTED_MEMBERS_MAX, REQUESTED_MEMBERS_MAX);
}

function readNonce(nonce: unknown): { readonly nonce?: string } {
  const isEchoed = typeof nonce === 'string' && Buffer.byteLength(nonce) <= REQUEST_NONCE_BYTES_MAX;
  return isEchoed ? { nonce } : {};
}

function readToken(token: unknown): string {
  if (typeof token !== 'string') throw malformed('token must be a string');
  return token.replace(tokenScheme, '').trim();
}

function readShard(shard: unknown): readonly [number, number] | undefined {
  if (!Array.isArray(shard) || shard.length !== 2) return undefined;
  const [shardId, shardCount] = shard.map((part: unknown) => (typeof part === 'number' ? part : Number.NaN));
  if (!Number.isInteger(shardId) || !Number.isInteger(shardCount)) return undefined;
  const isShard = shardCount >= 1 && shardCount <= SHARDS_MAX && shardId >= 0 && shardId < shardCount;
  return isShard ? [shardId, shardCount] : undefined;
}

function readActivity(value: unknown): ActivityInput[] {
  if (typeof value !== 'object' || value === null) return [];
  const { name, type, url, state } = value as Fields;
  const shownName = shownText(name);
  if (shownName === undefined) return [];
  const [shownUrl, shownState] = [shownText(url), shownText(state)];
  return [
    {
      name: shownName,
      type: typeof type === 'number' && Number.isInteger(type) && type >= 0 ? type : 0,
      ...(shownUrl !== undefined && { url: shownUrl }),
      ...(shownState !== undefined && { state: shownState }),
    },
  ];
}

const shownText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && isStorableText(value)
    ? value.slice(0, ACTIVITY_TEXT_MAX).toWellFormed()
    : undefined;

/** One id or a list of them; one may come as a number, see `parseJson`. */
function idsOf(value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.map((one) => (typeof one === 'number' ? String(one) : one)).filter(isId);
}

function clamp(value: unknown, minimum: number, maximum: number): number {
  return typeof value === 'number' && Number.isInteger(value) ? Math.min(maximum, Math.max(minimum, value)) : minimum;
}

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('expected a JSON object');
  return value as Fields;
}
