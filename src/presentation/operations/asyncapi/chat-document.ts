import { chatClientFrames, chatSchemas, chatServerFrames, rootClientFrames, rootServerFrames } from './chat-frames';
import type { Frame } from './raw-frames';
import { asMarkdownList } from './rules';
import { exactly, object, oneOf, type Schema, text } from './schema';

type Part = Readonly<Record<string, unknown>>;

/** Codes with which the server closes these sockets. */
export const chatCloses = [
  { code: 1_001, meaning: 'the server is stopping: connect again' },
  { code: 1_009, meaning: 'a frame was larger than 64 KiB' },
  { code: 1_013, meaning: 'the server cannot serve the client now; an error frame says why' },
  { code: 4_001, meaning: 'no token, a bad token, or the login has ended' },
  { code: 4_008, meaning: 'too many frames' },
  { code: 4_009, meaning: 'more sockets of one person, or more events, than are kept' },
] as const;

interface Talk {
  readonly channel: string;
  readonly address: string;
  readonly title: string;
  readonly description: string;
  readonly clients: readonly Frame[];
  readonly servers: readonly Frame[];
  /** How a frame of the server with this data looks. */
  readonly frame: (name: string, data: Schema) => Schema;
}

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

const talks: readonly Talk[] = [
  {
    channel: 'chat',
    address: '/chatsphere/ws',
    title: 'The chat dialect',
    description: 'Text frames `{"type": ..., "data": ...}`; a frame without `data` counts as `{}`.',
    ...{ clients: chatClientFrames, servers: chatServerFrames, frame: ownFrame },
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
    frame: rootFrame,
  },
];

const clientFrame = ({ name, payload }: Frame): Schema =>
  object(
    name === 'command'
      ? { message_type: exactly(name), ...(payload && { data: payload }) }
      : { type: exactly(name), ...(payload && { data: payload }) },
  );

const keyOf = ({ channel }: Talk, side: string, name: string): string => `${channel}.${side}.${name}`;

function messagesOf(talk: Talk): [string, Part][] {
  const message = (side: string, { name, summary }: Frame, payload: Schema): [string, Part] => [
    keyOf(talk, side, name),
    { name, summary, payload },
  ];
  return [
    ...talk.clients.map((frame) => message('client', frame, clientFrame(frame))),
    ...talk.servers.map((frame) => message('server', frame, talk.frame(frame.name, frame.payload ?? {}))),
  ];
}

const channelOf = ({ address, title, description }: Talk, messages: readonly [string, Part][]): Part => ({
  ...{ address, title },
  description: [description, `Close codes:\n${asMarkdownList(chatCloses)}`].join('\n\n'),
  servers: [{ $ref: '#/servers/websocket' }],
  bindings: {
    ws: { bindingVersion: '0.1.0', method: 'GET', query: object({ token: text("An account's access token") }) },
  },
  messages: Object.fromEntries(messages.map(([name]) => [name, { $ref: `#/components/messages/${name}` }])),
  'x-close-codes': chatCloses,
});

function operationsOf(talk: Talk): Part {
  const channel = { $ref: `#/channels/${talk.channel}` };
  const references = (side: string, frames: readonly Frame[]): Part[] =>
    frames.map(({ name }) => ({ $ref: `#/channels/${talk.channel}/messages/${keyOf(talk, side, name)}` }));
  return {
    [`${talk.channel}.receive`]: {
      ...{ action: 'receive', channel, summary: `Frames of a client of ${talk.address}` },
      messages: references('client', talk.clients),
    },
    [`${talk.channel}.send`]: {
      ...{ action: 'send', channel, summary: `Frames of the server on ${talk.address}` },
      messages: references('server', talk.servers),
    },
  };
}

/** The parts of the document that describe the sockets of the chat dialect. */
export function chatParts(): { channels: Part; operations: Part; schemas: Part; messages: Part } {
  const described = talks.map((talk) => ({ talk, messages: messagesOf(talk) }));
  return {
    channels: Object.fromEntries(described.map(({ talk, messages }) => [talk.channel, channelOf(talk, messages)])),
    operations: Object.assign({}, ...talks.map(operationsOf)) as Part,
    schemas: chatSchemas,
    messages: Object.fromEntries(described.flatMap(({ messages }) => messages)),
  };
}
