import { roomErrorCodes } from '../../../domain/rooms';
import { chatParts } from './chat-document';
import { imParts } from './im-document';
import { gatewayCloses, gatewayInputs, gatewayOutputs, type GatewayPayload, gatewayPayload } from './gateway-payloads';
import type { Frame } from './raw-frames';
import { clientFrames, serverFrames } from './raw-frames';
import { roomSchemas } from './room-schemas';
import { asMarkdownList, closeCodes, refusals } from './rules';
import type { Schema } from './schema';
import { exactly, named, object, oneOf, text } from './schema';
import type { SocketEvent } from './socketio-events';
import { clientEvents, serverEvents } from './socketio-events';

const DEFAULT_HOST = 'localhost:3000';
const RAW = 'room';
const SOCKET_IO = 'rooms';
const GATEWAY = 'gateway';

type Part = Readonly<Record<string, unknown>>;

/** The AsyncAPI 3 document of the server's sockets. `publicUrl` names the server as clients reach it. */
export function asyncApiDocument(version: string, publicUrl: string | undefined): object {
  const raw = [...clientFrames.map(rawMessage('client')), ...serverFrames.map(rawMessage('server'))];
  const acknowledgements = clientEvents.map(acknowledgement);
  const gateway = [...gatewayInputs.map(gatewayMessage('client')), ...gatewayOutputs.map(gatewayMessage('server'))];
  const chat = chatParts();
  const im = imParts();
  const events = [...clientEvents.map(eventMessage('client')), ...serverEvents.map(eventMessage('server'))];
  return {
    asyncapi: '3.0.0',
    info: { title: 'Guildhall sockets', version, description: introduction },
    defaultContentType: 'application/json',
    servers: servers(publicUrl),
    channels: {
      [RAW]: { ...rawChannel, messages: references(raw) },
      [SOCKET_IO]: { ...socketIoChannel, messages: references([...events, ...acknowledgements]) },
      [GATEWAY]: { ...gatewayChannel, messages: references(gateway) },
      ...chat.channels,
      ...im.channels,
    },
    operations: {
      ...rawOperations(),
      ...socketIoOperations(),
      ...gatewayOperations(),
      ...chat.operations,
      ...im.operations,
    },
    components: {
      schemas: { ...roomSchemas, ...chat.schemas, ...im.schemas },
      messages: {
        ...Object.fromEntries([...raw, ...events, ...acknowledgements, ...gateway]),
        ...chat.messages,
        ...im.messages,
      },
    },
  };
}

const introduction = [
  'Chat rooms over raw WebSocket and over Socket.IO; guilds over the Discord-style gateway; private chats and groups over the sockets of the im and the chat dialect, the latter with rooms too. The HTTP interfaces are described in /openapi.json.',
  "Directions are the server's: what it receives, a client sends.",
  `Error codes of rooms on both transports: ${roomErrorCodes.join(', ')}.`,
].join('\n\n');

function servers(publicUrl: string | undefined): Part {
  const url = publicUrl === undefined ? undefined : new URL(publicUrl);
  const isSecure = url?.protocol === 'https:';
  const host = url?.host ?? DEFAULT_HOST;
  return {
    websocket: { host, protocol: isSecure ? 'wss' : 'ws', description: 'Raw WebSocket' },
    socketio: {
      host,
      pathname: '/socket.io',
      protocol: isSecure ? 'wss' : 'ws',
      description: 'Socket.IO 4 (Engine.IO 4), WebSocket or HTTP long-polling',
    },
  };
}

const rawChannel: Part = {
  address: '/ws/rooms/{room_id}',
  title: 'A room over raw WebSocket',
  description: [
    'Text frames of at most 64 KiB, each `{"type": ..., "payload": ...}`.',
    `Refusals before the upgrade:\n${asMarkdownList(refusals)}`,
    `Close codes:\n${asMarkdownList(closeCodes)}`,
  ].join('\n\n'),
  servers: [{ $ref: '#/servers/websocket' }],
  parameters: { room_id: { description: 'Id of the room, as POST /management/rooms returned it' } },
  bindings: {
    ws: {
      bindingVersion: '0.1.0',
      method: 'GET',
      query: object({
        user_id: text('Id of the outside system', { min: 1, max: 128 }),
        'nickname?': text(),
        'ticket?': text('From POST /management/rooms/{room_id}/tickets'),
        'token?': text("An account's access token"),
        'last_message_id?': text('The last message this client has seen; later ones come as missed_messages'),
      }),
    },
  },
  'x-close-codes': closeCodes,
  'x-refusals': refusals,
};

const socketIoChannel: Part = {
  address: '/rooms',
  title: 'Rooms over Socket.IO',
  description: [
    "The Socket.IO namespace `/rooms`. The handshake's `auth` is `{user_id, nickname?, token?}`.",
    'Every event of a client is acknowledged with `{ok: true, data}` or `{ok: false, error: {code, message, field?}}`.',
    'One socket may be in many rooms. After a reconnect a client joins again with `last_message_id` and misses nothing.',
  ].join('\n\n'),
  servers: [{ $ref: '#/servers/socketio' }],
};

const gatewayChannel: Part = {
  address: '/gateway',
  title: 'The Discord-style gateway',
  description: [
    'JSON payloads `{"op": ..., "d": ..., "s": ..., "t": ...}`; also at `/gateway/` and `/`.',
    'What was missed is told again on RESUME: at most 1,024 events of the last 3 minutes.',
    'After `compress=zlib-stream` everything the server sends is one zlib stream in binary frames, each of which ends ' +
      'with `00 00 ff ff`.',
    `Close codes:\n${asMarkdownList(gatewayCloses)}`,
  ].join('\n\n'),
  servers: [{ $ref: '#/servers/websocket' }],
  bindings: {
    ws: {
      bindingVersion: '0.1.0',
      method: 'GET',
      query: object({ 'v?': oneOf('9', '10'), 'encoding?': oneOf('json'), 'compress?': oneOf('zlib-stream') }),
    },
  },
  'x-close-codes': gatewayCloses,
};

type NamedMessage = readonly [name: string, message: Part];

const rawMessage =
  (side: 'client' | 'server') =>
  ({ name, summary, payload }: Frame): NamedMessage => [
    rawKey(side, name),
    { name, summary, payload: object({ type: exactly(name), ...(payload && { payload }) }) },
  ];

const eventMessage =
  (side: 'client' | 'server') =>
  ({ name, summary, payload }: SocketEvent): NamedMessage => [eventKey(side, name), { name, summary, payload }];

const gatewayMessage =
  (side: 'client' | 'server') =>
  (payload: GatewayPayload): NamedMessage => [
    gatewayKey(side, payload.name),
    { name: payload.name, summary: payload.summary, payload: gatewayPayload(payload, side) },
  ];

/** What comes back for a client's event. */
function acknowledgement({ name, data }: SocketEvent): NamedMessage {
  const success = object({ ok: exactly(true), 'data?': data ?? {} });
  const payload: Schema = { oneOf: [success, named('Failure')] };
  return [acknowledgementKey(name), { name: `${name} acknowledgement`, summary: `Answer to ${name}`, payload }];
}

const gatewayKey = (side: string, name: string): string => `gateway.${side}.${name}`;
const rawKey = (side: string, name: string): string => `raw.${side}.${name}`;
const eventKey = (side: string, name: string): string => `socketio.${side}.${name.replace(':', '-')}`;
const acknowledgementKey = (name: string): string => `socketio.acknowledgement.${name.replace(':', '-')}`;

const references = (messages: readonly NamedMessage[]): Part =>
  Object.fromEntries(messages.map(([name]) => [name, { $ref: `#/components/messages/${name}` }]));

const inChannel = (channel: string, message: string): Part => ({ $ref: `#/channels/${channel}/messages/${message}` });

function rawOperations(): Part {
  const channel = { $ref: `#/channels/${RAW}` };
  const messages = (side: 'client' | 'server', frames: readonly Frame[]): Part[] =>
    frames.map(({ name }) => inChannel(RAW, rawKey(side, name)));
  return {
    receiveFrame: {
      action: 'receive',
      channel,
      summary: 'Frames of a client',
      messages: messages('client', clientFrames),
    },
    sendFrame: { action: 'send', channel, summary: 'Frames of the server', messages: messages('server', serverFrames) },
  };
}

function gatewayOperations(): Part {
  const channel = { $ref: `#/channels/${GATEWAY}` };
  const messages = (side: 'client' | 'server', payloads: readonly GatewayPayload[]): Part[] =>
    payloads.map(({ name }) => inChannel(GATEWAY, gatewayKey(side, name)));
  return {
    receivePayload: {
      action: 'receive',
      channel,
      summary: 'Payloads of a client',
      messages: messages('client', gatewayInputs),
    },
    sendPayload: {
      action: 'send',
      channel,
      summary: 'Payloads of the server',
      messages: messages('server', gatewayOutputs),
    },
  };
}

function socketIoOperations(): Part {
  const channel = { $ref: `#/channels/${SOCKET_IO}` };
  const received = clientEvents.map(({ name, summary }): NamedMessage => [
    `receive.${name.replace(':', '-')}`,
    {
      action: 'receive',
      channel,
      summary,
      messages: [inChannel(SOCKET_IO, eventKey('client', name))],
      reply: { channel, messages: [inChannel(SOCKET_IO, acknowledgementKey(name))] },
    },
  ]);
  const messages = serverEvents.map(({ name }) => inChannel(SOCKET_IO, eventKey('server', name)));
  const receiving: Part = Object.fromEntries(received);
  return {
    ...receiving,
    sendEvent: { action: 'send', channel, summary: 'Events of the server', messages },
  };
}
