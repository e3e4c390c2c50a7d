import { CHANNEL, created, deleted, idOfSeq } from '../../../test/builders/messages';
import type { MessageUpdated } from '../../domain/messaging';
import { RecordingSession } from '../../../test/fakes/realtime';
import { LiveWorld } from '../../../test/fakes/sessions-world';

describe('MessageFanOut', () => {
  it('hands what happened to messages to the sockets of their channel', async () => {
    const world = new LiveWorld();
    world.room({ id: CHANNEL });
    await world.hub.open(CHANNEL);
    const session = new RecordingSession();
    world.hub.subscribe(CHANNEL, session).release({});

    const edited: MessageUpdated = {
      ...{ type: 'message.updated', channelId: CHANNEL, message: created(1).message, headSeq: 1 },
    };
    for (const event of [created(1), created(1, { channelId: '2000' }), edited, deleted(1, 1)]) {
      world.bus.publish(event);
    }
    world.flush();

    expect(session.texts).toEqual(['#1', 'message.updated', `message.deleted ${idOfSeq(1)}`]);
  });
});
