import { Intent } from '../../../../application/realtime/gateway';
import type {
  EphemeralMessageChanged,
  InteractionCreated,
  MessageCreated,
  MessageUpdated,
  MessagingEvent,
  ReactionAdded,
  ReactionRemoved,
  ReactionsCleared,
} from '../../../../domain/messaging';
import type { Id } from '../../../../shared/ids';
import { emojiData } from './message-payloads';

/** An event that says what happened without anything having to be read, but perhaps a member. */
export interface SmallEvent {
  readonly name: string;
  /** In guilds, in direct channels. */
  readonly intents: readonly [number, number];
  readonly data: object;
  /** In guilds the event shows this member whole. */
  readonly showsMemberId?: Id;
}

type SmallMessagingEvent = Exclude<
  MessagingEvent,
  MessageCreated | MessageUpdated | InteractionCreated | EphemeralMessageChanged
>;

const MESSAGES = [Intent.guildMessages, Intent.directMessages] as const;
const REACTIONS = [Intent.guildMessageReactions, Intent.directMessageReactions] as const;
const TYPING = [Intent.guildMessageTyping, Intent.directMessageTyping] as const;
const PINS = [Intent.guilds, Intent.directMessages] as const;
const NORMAL_REACTION = { burst: false, type: 0 };

/** @param guildId absent in direct channels */
export function smallEvent(event: SmallMessagingEvent, guildId: Id | undefined): SmallEvent {
  const place = { channel_id: event.channelId, ...(guildId !== undefined && { guild_id: guildId }) };
  switch (event.type) {
    case 'message.deleted':
    case 'message.recalled':
      return { name: 'MESSAGE_DELETE', intents: MESSAGES, data: { id: event.messageId, ...place } };
    case 'messages.bulk_deleted':
      return { name: 'MESSAGE_DELETE_BULK', intents: MESSAGES, data: { ids: [...event.messageIds], ...place } };
    case 'pins.updated': {
      const lastPin = event.lastPinAtMs === undefined ? null : new Date(event.lastPinAtMs).toISOString();
      return { name: 'CHANNEL_PINS_UPDATE', intents: PINS, data: { ...place, last_pin_timestamp: lastPin } };
    }
    case 'typing.started': {
      const data = { ...place, user_id: event.userId, timestamp: Math.floor(event.atMs / 1_000) };
      return { name: 'TYPING_START', intents: TYPING, data, showsMemberId: event.userId };
    }
    default:
      return reactionEvent(event, place);
  }
}

function reactionEvent(event: ReactionAdded | ReactionRemoved | ReactionsCleared, place: object): SmallEvent {
  const where = { ...place, message_id: event.messageId };
  if (event.type === 'reactions.cleared') {
    return event.emoji
      ? { name: 'MESSAGE_REACTION_REMOVE_EMOJI', intents: REACTIONS, data: { ...where, emoji: emojiData(event.emoji) } }
      : { name: 'MESSAGE_REACTION_REMOVE_ALL', intents: REACTIONS, data: where };
  }
  const data = { ...where, user_id: event.userId, emoji: emojiData(event.emoji), ...NORMAL_REACTION };
  if (event.type === 'reaction.removed') return { name: 'MESSAGE_REACTION_REMOVE', intents: REACTIONS, data };
  const author = event.messageAuthorId;
  return {
    name: 'MESSAGE_REACTION_ADD',
    intents: REACTIONS,
    data: { ...data, ...(author !== undefined && { message_author_id: author }), burst_colors: [] },
    showsMemberId: event.userId,
  };
}
