import type { Frame } from './raw-frames';
import { asMarkdownList } from './rules';
import { object, type Schema, text } from './schema';

type Part = Readonly<Record<string, unknown>>;

/** Codes with which the server closes sockets of accounts. */
export const accountCloses = [
  { code: 1_001, meaning: 'the server is stopping: connect again' },
  { code: 1_009, meaning: 'a frame was larger than 64 KiB' },
  { code: 1_013, meaning: 'the server cannot serve the client now; an error frame says why' },
  { code: 4_001, meaning: 'no token, a bad token, or the login has ended' },
  { code: 4_008, meaning: 'too many frames' },
  { code: 4_009, meaning: 'more sockets of one person, or more events, than are kept' },
] as const;

/** Sockets of one kind. */
export interface Talk {
  readonly channel: string;
  readonly address: string;
  readonly title: string;
  readonly description: string;
  readonly clients: readonly Frame[];
  readonly servers: readonly Frame[];
  /** How a frame of a client looks. */
  readonly clientFrame: (frame: Frame) => Schema;
  /** How a frame of the server with this data looks. */
  readonly frame: (name: string, data: Schema) => Schema;
}

const keyOf = ({ channel }: Talk, side: string, name: string): string => `${channel}.${side}.${name}`;

function messagesOf(talk: Talk): [string, Part][] {
  const message = (side: string, { name, summary }: Frame, payload: Schema): [string, Part] => [
    keyOf(talk, side, name),
    { name, summary, payload },
  ];
  return [
    ...talk.clients.map((frame) => message('client', frame, talk.clientFrame(frame))),
    ...talk.servers.map((frame) => message('server', frame, talk.frame(frame.name, frame.payload ?? {}))),
  ];
}

const channelOf = ({ address, title, description }: Talk, messages: readonly [string, Part][]): Part => ({
  ...{ address, title },
  description: [description, `Close codes:\n${asMarkdownList(accountCloses)}`].join('\n\n'),
  servers: [{ $ref: '#/servers/websocket' }],
  bindings: {
    ws: { bindingVersion: '0.1.0', method: 'GET', query: object({ token: text("An account's access token") }) },
  },
  messages: Object.fromEntries(messages.map(([name]) => [name, { $ref: `#/components/messages/${name}` }])),
  'x-close-codes': accountCloses,
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

export interface DocumentParts {
  readonly channels: Part;
  readonly operations: Part;
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly messages: Part;
}

/** The parts of the document that describe these sockets. */
export function partsOf(talks: readonly Talk[], schemas: Readonly<Record<string, Schema>>): DocumentParts {
  const described = talks.map((talk) => ({ talk, messages: messagesOf(talk) }));
  return {
    channels: Object.fromEntries(described.map(({ talk, messages }) => [talk.channel, channelOf(talk, messages)])),
    operations: Object.assign({}, ...talks.map(operationsOf)) as Part,
    schemas,
    messages: Object.fromEntries(described.flatMap(({ messages }) => messages)),
  };
}
