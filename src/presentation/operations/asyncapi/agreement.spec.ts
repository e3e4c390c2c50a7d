import type { ChannelEncoder, ChannelEvent, EncodedFrame } from '../../../application/realtime';
import { AppError } from '../../../shared/errors';
import { ChatCommands } from '../../chat/socket/chat-commands';
import { chatFrameTypes, ownStyle } from '../../chat/socket/frames';
import { MessagePresentation } from '../../chat/messages/message-presentation';
import { ChatRoomEncoder } from '../../chat/socket/room-encoder';
import { gatewayCloseCodes, GatewayOp } from '../../discord/gateway/connection/protocol';
import { clientEventTypes, serverEventTypes } from '../../im/socket/frames';
import { RawCommands } from '../../rooms/raw/raw-commands';
import { rawEncoder } from '../../rooms/raw/raw-frames';
import type { RawSender } from '../../rooms/raw/raw-input';
import { rawCloseCodes } from '../../rooms/raw/raw-room-session';
import { RoomCommands } from '../../rooms/room-commands';
import type { RoomWireEvent } from '../../rooms/room-event-names';
import { socketIoEncoder } from '../../rooms/socketio/socketio-frames';
import { accountSocketCloseCodes } from '../../shared/account-socket';
import { accountCloses } from './account-sockets';
import { imClientFrames, imServerFrames } from './im-frames';
import { chatClientFrames, chatSchemas, chatServerFrames } from './chat-frames';
import { gatewayCloses, gatewayInputs, gatewayOutputs } from './gateway-payloads';
import { clientFrames, serverFrames } from './raw-frames';
import { roomSchemas } from './room-schemas';
import { closeCodes } from './rules';
import type { Schema } from './schema';
import { serverEvents } from './socketio-events';

const channelId = '1573530454848438272';
const message = {
  id: '1573530454848438273',
  channelId,
  seq: 1,
  kind: 'text',
  byAdmin: false,
  content: 'hello',
  nonce: 'n1',
  createdAtMs: 0,
} as const;

/** One of each event that rooms are told, with every optional part. */
const events: readonly RoomWireEvent[] = [
  {
    type: 'message.created',
    channelId,
    message: { ...message, author: { userId: '1', externalId: 'ann', name: 'Ann' } },
  },
  { type: 'message.created', channelId, message: { ...message, kind: 'announcement' } },
  { type: 'message.deleted', channelId, messageId: message.id, headSeq: 1 },
  { type: 'room.user_joined', channelId, mayWait: true, userKey: 'ann', nickname: 'Ann' },
  { type: 'room.user_left', channelId, mayWait: true, userKey: 'ann' },
  { type: 'room.user_muted', channelId, userKey: 'ann', muted: true },
  { type: 'room.user_muted', channelId, userKey: 'ann', muted: false },
  { type: 'room.user_removed', channelId, userKey: 'ann', how: 'kicked', mayReturn: true },
  { type: 'room.user_removed', channelId, userKey: 'ann', how: 'banned', mayReturn: false },
  { type: 'room.notice', channelId, text: 'notice' },
  { type: 'room.stats', channelId, currentUsers: 1, peakUsers: 2 },
  { type: 'room.typing', channelId, userKey: 'ann' },
  { type: 'room.custom', channelId, eventType: 'goal', payload: { by: 7 }, userKey: 'ann' },
];

interface ObjectSchema {
  readonly properties: object;
  readonly required: readonly string[];
}

/** Fields a payload may have and must have. */
function fieldsOf(schema: Schema): ObjectSchema {
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  if (name !== undefined) return fieldsOf(roomSchemas[name] ?? chatSchemas[name] ?? {});
  const parts: Schema[] = Array.isArray(schema.allOf) ? schema.allOf : [];
  const inner = parts.map(fieldsOf);
  return {
    properties: Object.assign({}, schema.properties, ...inner.map((part) => part.properties)),
    required: [...(Array.isArray(schema.required) ? schema.required : []), ...inner.flatMap((part) => part.required)],
  };
}

function expectDescribed(payload: object | undefined, schema: Schema | undefined): void {
  const { properties, required } = fieldsOf(schema ?? {});
  expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(payload ?? {})));
  expect(Object.keys(payload ?? {})).toEqual(expect.arrayContaining([...required]));
}

const sent = (frames: readonly (EncodedFrame | undefined)[]): EncodedFrame[] =>
  frames.filter((frame) => frame !== undefined);

/** The text in a WebSocket frame of the server: after two bytes of head, or four when it is longer than 125 bytes. */
/** The texts of WebSocket frames one after another, none of 64 KiB or more. */
function textsOf(bytes: Uint8Array): string[] {
  const texts: string[] = [];
  let rest = Buffer.from(bytes);
  while (rest.length > 0) {
    const isShort = rest[1] < 126;
    const start = isShort ? 2 : 4;
    const end = start + (isShort ? rest[1] : rest.readUInt16BE(2));
    texts.push(rest.toString('utf8', start, end));
    rest = rest.subarray(end);
  }
  return texts;
}

const textOf = ({ bytes }: EncodedFrame): string =>
  Buffer.from(bytes)
    .subarray((bytes[1] ?? 0) === 126 ? 4 : 2)
    .toString();

describe('the AsyncAPI document agrees with the server', () => {
  const toEncode: readonly ChannelEvent[] = events;
  const raw: ChannelEncoder = rawEncoder;
  const socketIo: ChannelEncoder = socketIoEncoder;

  it('about the frames of raw sockets', () => {
    const frames = sent(toEncode.map((event) => raw.encode(event, '')));
    expect(frames.length).toBeGreaterThan(8);
    for (const frame of frames) {
      const { type, payload } = JSON.parse(textOf(frame)) as { type: string; payload?: object };
      const described = serverFrames.find(({ name }) => name === type);
      expect(described?.name).toBe(type);
      expectDescribed(payload, described?.payload);
    }
  });

  it('about the events of Socket.IO', () => {
    const frames = sent(toEncode.map((event) => socketIo.encode(event, '')));
    expect(frames.length).toBeGreaterThan(8);
    for (const frame of frames) {
      const [name, payload] = JSON.parse(textOf(frame).replace(/^.*?\[/, '[')) as [string, object];
      const described = serverEvents.find((event) => event.name === name);
      expect(described?.name).toBe(name);
      expectDescribed(payload, described?.payload);
    }
  });

  it('about the frames a client may send', async () => {
    const commands = Object.create(RoomCommands.prototype) as RoomCommands;
    const nobody: RawSender = Object.create(null) as RawSender;
    const codeOf = (type: string): Promise<unknown> =>
      new RawCommands(commands).run(nobody, { type, payload: undefined }).then(
        () => undefined,
        (error: unknown) => (error instanceof AppError ? error.code : undefined),
      );
    for (const { name } of clientFrames) expect([name, await codeOf(name)]).not.toEqual([name, 'unknown_type']);
    expect(await codeOf('Nonsense')).toBe('unknown_type');
  });

  it('about the close codes', () => {
    const described = closeCodes.map(({ code }) => code);
    expect(described).toEqual(expect.arrayContaining(Object.values(rawCloseCodes)));
  });

  it('about the opcodes and close codes of the gateway', () => {
    const { dispatch, updateVoiceState: _ignored, ...ops } = GatewayOp;
    const described = [...gatewayInputs, ...gatewayOutputs].map(({ op }) => op);
    expect(new Set(described)).toEqual(new Set([dispatch, ...Object.values(ops)]));
    expect(gatewayCloses.map(({ code }): number => code)).toEqual([1_001, 1_006, ...Object.values(gatewayCloseCodes)]);
  });

  it('about the frames of the im dialect, in both directions', () => {
    expect(imClientFrames.map(({ name }) => name)).toEqual([...clientEventTypes]);
    expect(imServerFrames.map(({ name }) => name)).toEqual([...serverEventTypes]);
  });

  it('about the frames of the chat dialect, in both directions', () => {
    expect(chatServerFrames.map(({ name }) => name)).toEqual([...chatFrameTypes]);
    const commands = Reflect.construct(ChatCommands, []) as ChatCommands;
    expect(chatClientFrames.filter(({ name }) => !commands.knows(name))).toEqual([]);
    const presentation = new MessagePresentation({ sign: () => '', signThumbnail: () => undefined });
    const frames = sent(toEncode.map((event) => new ChatRoomEncoder(ownStyle, presentation).encode(event)));
    expect(frames.length).toBeGreaterThan(4);
    for (const text of frames.flatMap(({ bytes }) => textsOf(bytes))) {
      const { type, data } = JSON.parse(text) as { type: string; data: object };
      expectDescribed(data, chatServerFrames.find(({ name }) => name === type)?.payload);
    }
    expect(accountCloses.map(({ code }): number => code)).toEqual(
      expect.arrayContaining(Object.values(accountSocketCloseCodes)),
    );
  });
});
