import { type MessageFormat, messageFormats } from '../../domain/messaging';
import type { DumpRow, KnownColumns } from './dump-reader';
import type { DumpLanguage } from './dump-tokens';

/** What a row of a dump is brought in as. Ids are those of the old system. */
export type ImportedRecord = ImportedUser | ImportedGroup | ImportedMember | ImportedMessage;

export interface ImportedUser {
  readonly kind: 'user';
  readonly id: string;
  readonly createdMs: number;
  readonly username: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly displayName?: string;
  readonly lastSeenMs?: number;
  readonly isActive: boolean;
  readonly hasAvatar: boolean;
}

export interface ImportedGroup {
  readonly kind: 'group' | 'room';
  readonly id: string;
  readonly createdMs: number;
  readonly name: string;
  readonly description: string;
  readonly ownerId?: string;
}

export interface ImportedMember {
  readonly kind: 'member';
  readonly groupId: string;
  readonly userId: string;
  readonly role: 'owner' | 'admin' | 'member';
  readonly createdMs: number;
}

export interface ImportedMessage {
  readonly kind: 'message';
  readonly id: string;
  readonly createdMs: number;
  readonly senderId: string;
  readonly place: 'direct' | 'group' | 'room';
  /** The receiver, the group or the room. */
  readonly placeId: string;
  readonly content: string;
  readonly format?: MessageFormat;
  readonly isRead: boolean;
  readonly isEdited: boolean;
  readonly replyToId?: string;
}

/** Why a row is not brought in. */
export class UnusableRow extends Error {}

/** A system whose dumps are understood. */
export interface ImportSource {
  readonly name: string;
  readonly language: DumpLanguage;
  readonly columns: KnownColumns;
  /** Groups and rooms that only messages name are made too. */
  readonly makesPlaces: boolean;
  /** Direct messages say whether they were read. */
  readonly keepsReadFlags: boolean;
  /** Undefined for a table that is of no interest. @throws UnusableRow */
  recordOf(row: DumpRow): ImportedRecord | undefined;
}

type Values = DumpRow['values'];

const imtt: ImportSource = {
  name: 'im-tt',
  language: 'mysql',
  makesPlaces: false,
  keepsReadFlags: true,
  columns: {
    users: ['id', 'username', 'email', 'password_hash', 'avatar', 'status', 'created_at', 'updated_at'],
    groups_table: ['id', 'name', 'description', 'avatar', 'owner_id', 'created_at', 'updated_at'],
    group_members: ['id', 'group_id', 'user_id', 'role', 'joined_at'],
    messages: ['id', 'sender_id', 'receiver_id', 'group_id', 'content', 'message_type', 'created_at', 'is_read'],
  },
  recordOf({ table, values }) {
    if (table === 'users') return userOf(values, values.avatar);
    if (table === 'groups_table') return groupOf('group', values);
    if (table === 'group_members') return memberOf(values);
    return table === 'messages' ? messageOf(values, placeOf(values, 'receiver_id'), 'sender_id') : undefined;
  },
};

const chatsphere: ImportSource = {
  name: 'chatsphere',
  language: 'postgres',
  makesPlaces: true,
  keepsReadFlags: false,
  columns: {
    users: 'id username email display_name password_hash avatar_url is_active created_at last_seen'.split(' '),
    messages: (
      'id from_user_id to_user_id room_id group_id content message_type chat_type reply_to_id is_edited ' + 'created_at'
    ).split(' '),
  },
  recordOf({ table, values }) {
    if (table === 'users') return userOf(values, values.avatar_url);
    if (table === 'rooms') return groupOf('room', values);
    if (table === 'groups') return groupOf('group', values);
    if (table === 'group_members') return memberOf(values);
    return table === 'messages' ? messageOf(values, placeOf(values, 'to_user_id'), 'from_user_id') : undefined;
  },
};

export const importSources: readonly ImportSource[] = [imtt, chatsphere];

function userOf(values: Values, avatar: string | null | undefined): ImportedUser {
  const displayName = text(values.display_name).trim();
  const lastSeenMs = values.last_seen ? timeOf(values.last_seen) : undefined;
  return {
    ...{ kind: 'user', id: required(values, 'id'), createdMs: timeOf(values.created_at) },
    ...{ username: required(values, 'username'), email: text(values.email) },
    passwordHash: text(values.password_hash),
    ...(displayName !== '' && { displayName }),
    ...(lastSeenMs !== undefined && { lastSeenMs }),
    isActive: values.is_active === undefined || isTrue(values.is_active),
    hasAvatar: text(avatar) !== '',
  };
}

function groupOf(kind: 'group' | 'room', values: Values): ImportedGroup {
  const ownerId = text(values.owner_id ?? values.creator_id ?? values.created_by);
  return {
    ...{ kind, id: required(values, 'id'), createdMs: timeOf(values.created_at) },
    ...{ name: required(values, 'name'), description: text(values.description) },
    ...(ownerId !== '' && { ownerId }),
  };
}

function memberOf(values: Values): ImportedMember {
  const role = text(values.role).toLowerCase();
  return {
    kind: 'member',
    groupId: required(values, 'group_id'),
    userId: required(values, 'user_id'),
    role: role === 'owner' || role === 'admin' ? role : 'member',
    createdMs: timeOf(values.joined_at),
  };
}

function messageOf(values: Values, place: Pick<ImportedMessage, 'place' | 'placeId'>, sender: string): ImportedMessage {
  const content = text(values.content);
  if (content.trim() === '') throw new UnusableRow('a message without content');
  const type = text(values.message_type).toLowerCase();
  const format = messageFormats.find((known) => known === type && known !== 'text');
  const replyToId = text(values.reply_to_id);
  return {
    ...{ kind: 'message', id: required(values, 'id'), createdMs: timeOf(values.created_at), ...place, content },
    senderId: required(values, sender),
    ...(format !== undefined && { format }),
    ...(replyToId !== '' && { replyToId }),
    ...{ isRead: isTrue(values.is_read), isEdited: isTrue(values.is_edited) },
  };
}

function placeOf(values: Values, receiver: string): Pick<ImportedMessage, 'place' | 'placeId'> {
  const places = [['group', values.group_id] as const, ['room', values.room_id] as const];
  for (const [place, id] of [...places, ['direct', values[receiver]] as const]) {
    if (text(id) !== '') return { place, placeId: text(id) };
  }
  throw new UnusableRow('a message to nobody');
}

/** As it can be stored. */
const text = (value: string | null | undefined): string => (value ?? '').replaceAll('\0', '').toWellFormed();

function required(values: Values, column: string): string {
  const value = text(values[column]);
  if (value === '') throw new UnusableRow(`a row without ${column}`);
  return value;
}

const isTrue = (value: string | null | undefined): boolean => /^(1|t|true|y|yes|\u0001)$/i.test(value ?? '');

/** Without a zone it is UTC: what `mysqldump` writes of a TIMESTAMP, and ChatSphere of its times. */
function timeOf(value: string | null | undefined): number {
  const [, day = '', time = '00:00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[-+]\d\d(?::?\d\d)?)?)?$/.exec(text(value)) ?? [];
  const timeMs = Date.parse(`${day}T${time}${/^[-+]\d\d$/.test(zone) ? `${zone}:00` : zone}`);
  if (Number.isNaN(timeMs)) throw new UnusableRow('a row without a usable time');
  return timeMs;
}
