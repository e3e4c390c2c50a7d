import { type ConversationScene, fakeConversations } from '../../../../test/builders/conversations';
import { FakeUserDirectory } from '../../../../test/fakes/direct-channels';
import type { Id } from '../../../shared/ids';
import type { ConversationKind } from './conversation.reader';
import { ListConversations } from './list-conversations';

const ANN = '20';
const BOB = '3';

function setUp() {
  const scene = fakeConversations();
  const users = new FakeUserDirectory();
  users.add(ANN);
  users.add(BOB, { displayName: 'Bob' });
  const useCase = new ListConversations(scene.ports.conversations, scene.parts.readStates, users);
  const list = (userId: Id = ANN, kinds?: readonly ConversationKind[]) =>
    useCase.execute({ kind: 'account', userId }, kinds);
  return { scene, users, list };
}

async function groupWithHistory(scene: ConversationScene, isHistoryVisible: boolean): Promise<void> {
  const channelId = await scene.group([BOB], { name: 'friends', isHistoryVisible });
  await scene.say(channelId, BOB, { content: 'before' });
  await scene.join(channelId, ANN);
}

describe('ListConversations', () => {
  it('names a conversation of two after the other one, with what is new in it', async () => {
    const { scene, list, users } = setUp();
    const channelId = await scene.pair(ANN, BOB);
    const lastMessage = await scene.say(channelId, BOB);

    expect(await list()).toMatchObject([{ kind: 'direct', channelId, name: 'Bob', unreadCount: 1, lastMessage }]);
    expect(await list(BOB)).toMatchObject([{ name: `user${ANN}`, unreadCount: 0, lastMessage }]);
    users.profiles.delete(BOB);
    expect(await list()).toMatchObject([{ name: '' }]);
  });

  it('shows of a group only what was said since the join', async () => {
    const { scene, list } = setUp();
    await groupWithHistory(scene, false);

    const [view] = await list();

    expect(view).toMatchObject({ kind: 'group', name: 'friends', unreadCount: 0, joinedSeq: 1 });
    expect(view).not.toHaveProperty('lastMessage');
  });

  it('shows what was said before where the group lets it, and counts it for nothing', async () => {
    const { scene, list } = setUp();
    await groupWithHistory(scene, true);

    expect(await list()).toMatchObject([{ unreadCount: 0, lastMessage: { content: 'before' } }]);
  });

  it('lists rooms, by their names, to dialects that show them', async () => {
    const { scene, list } = setUp();
    await scene.say(await scene.room('tech', ANN), BOB);

    expect(await list(ANN, ['direct', 'room'])).toMatchObject([{ kind: 'room', name: 'tech', unreadCount: 1 }]);
    expect(await list()).toEqual([]);
  });

  it('has nothing for whoever is in nothing', async () => {
    const { scene, list } = setUp();
    await scene.say(await scene.pair(ANN, BOB), BOB);

    expect(await list('77')).toEqual([]);
  });
});
