import { type DocumentParts, partsOf, type Talk } from './account-sockets';
import { chatClientFrames, chatSchemas, chatServerFrames, rootClientFrames, rootServerFrames } from './chat-frames';
import type { Frame } from './raw-frames';
import { exactly, object, oneOf, type Schema, text } from './schema';

const ownFrame = (name: string, data: Schema): Schema => object({ type: exactly(name), data, timestamp: text() });

const orNull: Schema = { type: ['string', 'null'] };

const rootFrame = (name: string, data: Schema): Schema =>
  object({
    id: text(),
    type: exactly(name),
    message_type: name === 'message' ? oneOf('text') : exactly(name),
    data,
    timestamp: text(),
    from_user_id: orNull,
    to_user_id: orNull,
  });

const clientFrame = ({ name, payload }: Frame): Schema =>
  object(
    name === 'command'
      ? { message_type: exactly(name), ...(payload && { data: payload }) }
      : { type: exactly(name), ...(payload && { data: payload }) },
  );

const talks: readonly Talk[] = [
  {
    channel: 'chat',
    address: '/chatsphere/ws',
    title: 'The chat dialect',
    description: 'Text frames `{"type": ..., "data": ...}`; a frame without `data` counts as `{}`.',
    ...{ clients: chatClientFrames, servers: chatServerFrames, clientFrame, frame: ownFrame },
  },
  {
    channel: 'shared',
    address: '/ws',
    title: 'The chat and the work dialect together',
    description:
      'A client frame with `message_type` is read as one of the work dialect, else by `type`: the words of the chat ' +
      'dialect first. Frames of the server carry both.',
    clients: [...chatClientFrames, ...rootClientFrames],
    servers: [...chatServerFrames, ...rootServerFrames],
    clientFrame,
    frame: rootFrame,
  },
];

/** The parts of the document that describe the sockets of the chat dialect. */
export const chatParts = (): DocumentParts => partsOf(talks, chatSchemas);
