import { type DocumentParts, partsOf, type Talk } from './account-sockets';
import { imClientFrames, imSchemas, imServerFrames } from './im-frames';
import { exactly, object, type Schema } from './schema';

const orNull: Schema = { type: ['string', 'null'] };

const talk: Talk = {
  channel: 'im',
  address: '/api/ws',
  title: 'One-to-one and group messaging',
  description: [
    'Text frames `{"event_type": ..., "user_id": ..., "receiver_id": ..., "group_id": ..., "content": ..., "data": ...}`; what ' +
      'does not apply is null. `user_id` of a client counts for nothing: it is always the owner of the token.',
    'What a client says in `data` may stand beside `event_type` as well.',
  ].join('\n\n'),
  ...{ clients: imClientFrames, servers: imServerFrames },
  clientFrame: ({ name, payload }) =>
    object({
      event_type: exactly(name),
      ...{ 'receiver_id?': orNull, 'group_id?': orNull, 'content?': orNull },
      'data?': payload ?? {},
    }),
  frame: (name, data) =>
    object({
      ...{ event_type: exactly(name), user_id: orNull, receiver_id: orNull, group_id: orNull, content: orNull },
      data: { anyOf: [data, { type: 'null' }] },
    }),
};

/** The parts of the document that describe the socket of the im dialect. */
export const imParts = (): DocumentParts => partsOf([talk], imSchemas);
