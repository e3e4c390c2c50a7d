import {
  AddReaction,
  ClearReactions,
  DeleteMessage,
  EditMessage,
  ForwardMessages,
  GroupChannelPolicy,
  ListPins,
  ListReactingUsers,
  LocateMessage,
  MessageComposer,
  MessageEditor,
  MessageRemoval,
  PinMessage,
  ReadFile,
  ReadMessage,
  RecallMessage,
  RemoveReaction,
  SendMessage,
  type SendMessageInput,
} from '../../src/application/messaging';
import { AttachmentLinkCheck, ReadAttachment } from '../../src/application/files';
import type { AccountActor } from '../../src/application/shared/actor';
import { type Message, RECALL_WINDOW_MS, TYPED_MENTIONS } from '../../src/domain/messaging';
import { TypeOrmAttachmentRegistry } from '../../src/infrastructure/persistence/messaging/typeorm-attachment-registry';
import { TypeOrmMemberNames } from '../../src/infrastructure/persistence/messaging/typeorm-member-names';
import { TypeOrmReactionReader } from '../../src/infrastructure/persistence/messaging/typeorm-reaction.reader';
import { TypeOrmReactionRepository } from '../../src/infrastructure/persistence/messaging/typeorm-reaction.repository';
import { TypeOrmUploadedFiles } from '../../src/infrastructure/persistence/messaging/typeorm-uploaded-files';
import type { Id } from '../../src/shared/ids';
import { GroupStorage } from '../builders/group-storage';
import { FakeFileStorage, FakeThumbnails } from '../fakes/files';
import { fakeNotices, OneChannelPolicy } from '../fakes/messaging';
import { openTestDatabase, type TestDatabase } from '../support/database';

class NoLinks extends AttachmentLinkCheck {
  isValid(): boolean {
    return false;
  }
}

let database: TestDatabase;
let groups: GroupStorage;
let acts: ReturnType<typeof useCases>;
beforeAll(async () => {
  database = await openTestDatabase();
  groups = await GroupStorage.open(database);
  acts = useCases();
}, 60_000);
afterAll(() => database?.close());

/** What is done to messages, with the rules of groups and over a real database. */
function useCases() {
  const { messages, users, memberships } = groups;
  const { context, uow, clock, ids, writer, reader, repository, metrics } = messages;
  const policies = new OneChannelPolicy(new GroupChannelPolicy(memberships, clock));
  const registry = new TypeOrmAttachmentRegistry(context, clock);
  const uploads = new TypeOrmUploadedFiles(context, clock);
  const reactions = new TypeOrmReactionRepository(context);
  const composer = new MessageComposer(users, reader, new TypeOrmMemberNames(context));
  const editor = new MessageEditor(repository, reader, composer, registry, uow, clock);
  const removal = new MessageRemoval(repository, registry, uow, clock);
  const readMessage = new ReadMessage(policies, repository);
  const send = new SendMessage(policies, composer, writer, metrics, uploads, fakeNotices(users));
  const locate = new LocateMessage(policies, reader);
  const storage = new FakeFileStorage(clock);
  const reading = new ReadAttachment(new NoLinks(), registry, storage, new FakeThumbnails());
  return {
    ...{ send, registry, storage, ids, locate, readMessage },
    edit: new EditMessage(policies, repository, editor),
    remove: new DeleteMessage(policies, repository, removal),
    recall: new RecallMessage(policies, repository, removal, clock),
    react: new AddReaction(policies, repository, reactions, uow, clock),
    unreact: new RemoveReaction(policies, repository, reactions, uow),
    clear: new ClearReactions(policies, repository, reactions, uow),
    reacting: new ListReactingUsers(readMessage, new TypeOrmReactionReader(context)),
    pin: new PinMessage(policies, repository, writer, uow, clock),
    pins: new ListPins(policies, reader),
    forward: new ForwardMessages(locate, users, uploads, ids, send),
    readFile: new ReadFile(uploads, readMessage, registry, reading),
  };
}

describe('messages of a group', () => {
  let channelId: Id;
  let owner: AccountActor;
  let ann: AccountActor;
  let bob: AccountActor;
  /** Comes after the first message. */
  let late: AccountActor;
  let stranger: AccountActor;
  let first: Message;
  beforeEach(async () => {
    const group = await groups.group(3);
    ({ channelId } = group);
    [owner, ann, bob] = group.members;
    [late, stranger] = await groups.people(2);
    first = await say(ann, 'first');
    await groups.join.execute(late, { channelId });
  });

  const say = (actor: AccountActor, content: string, more: Partial<SendMessageInput> = {}): Promise<Message> =>
    acts.send.execute(actor, { channelId, content, ...more });
  const at = ({ id }: Pick<Message, 'id'>) => ({ channelId, messageId: id });
  const codeOf = (call: Promise<unknown>): Promise<string | undefined> =>
    call.then(
      () => undefined,
      (error: { code: string }) => error.code,
    );

  it('are answered, edited, reacted to and pinned by members', async () => {
    const answer = await say(bob, 'answer', { reference: { messageId: first.id, failIfNotExists: true } });
    expect(answer.details).toEqual({
      reference: { channelId, messageId: first.id },
      mentions: { userIds: [ann.userId], roleIds: [], everyone: false, repliedUserId: ann.userId },
    });
    expect(await acts.edit.execute(bob, { ...at(answer), content: 'better' })).toMatchObject({ content: 'better' });
    expect(await codeOf(acts.edit.execute(owner, { ...at(answer), content: 'mine' }))).toBe('not_message_author');

    await acts.react.execute(bob, { ...at(first), emoji: '👍' });
    await acts.react.execute(owner, { ...at(first), emoji: '👍' });
    await acts.unreact.execute(owner, { ...at(first), emoji: '👍', userId: owner.userId });
    const reacting = () => acts.reacting.execute(ann, { ...at(first), emoji: '👍', limit: 9 });
    expect(await reacting()).toEqual([bob.userId]);
    expect(await codeOf(acts.clear.execute(ann, at(first)))).toBe('missing_permissions');
    await acts.clear.execute(owner, at(first));
    expect(await reacting()).toEqual([]);

    await acts.pin.execute(bob, { ...at(first), isPinned: true });
    expect((await acts.pins.execute(ann, { channelId, limit: 9 })).messages.map(({ id }) => id)).toEqual([first.id]);
    expect((await groups.reader.find(channelId))?.lastPinAtMs).toBe(groups.messages.clock.nowMs());
    await acts.pin.execute(ann, { ...at(first), isPinned: false });
    expect((await groups.reader.find(channelId))?.lastPinAtMs).toBeUndefined();
  });

  it('mention members by name, and all when an admin says so', async () => {
    const { username } = groups.users.profiles.get(bob.userId) ?? {};
    const [row] = await groups.dataSource.query<{ username: string }[]>('SELECT username FROM users WHERE id = $1', [
      bob.userId,
    ]);
    expect(username).toBeDefined();
    const content = `@${row.username} <@${stranger.userId}> @all`;
    const mentionsOf = async (actor: AccountActor) =>
      (await say(actor, content, { allowedMentions: TYPED_MENTIONS })).details?.mentions;

    expect(await mentionsOf(ann)).toEqual({ userIds: [bob.userId], roleIds: [], everyone: false });
    expect(await mentionsOf(owner)).toEqual({ userIds: [bob.userId], roleIds: [], everyone: true });
  });

  it('are recalled by their author within two minutes, by admins at any time', async () => {
    const second = await say(bob, 'second');
    expect(await codeOf(acts.recall.execute(ann, at(second)))).toBe('missing_permissions');
    groups.messages.clock.advance(RECALL_WINDOW_MS + 1_000);
    expect(await codeOf(acts.recall.execute(bob, at(second)))).toBe('recall_too_late');
    expect(await acts.recall.execute(owner, at(second))).toMatchObject({ content: '' });

    const own = await say(owner, 'of the owner');
    groups.messages.clock.advance(RECALL_WINDOW_MS + 1_000);
    expect(await acts.recall.execute(owner, at(own))).toMatchObject({ content: '' });
    expect(await codeOf(acts.edit.execute(bob, { ...at(second), content: 'x' }))).toBe('unknown_message');
    expect(await codeOf(acts.remove.execute(owner, at(second)))).toBe('unknown_message');
  });

  it('are unknown to members who came later, whatever they do', async () => {
    const calls = [
      acts.locate.execute(late, first.id),
      acts.readMessage.execute(late, at(first)),
      acts.react.execute(late, { ...at(first), emoji: '👍' }),
      acts.pin.execute(late, { ...at(first), isPinned: true }),
      acts.recall.execute(late, at(first)),
      acts.edit.execute(late, { ...at(first), content: 'x' }),
      acts.reacting.execute(late, { ...at(first), emoji: '👍', limit: 9 }),
      acts.forward.execute(late, { messageIds: [first.id], toChannelId: channelId, mode: 'each' }),
    ];
    expect(await Promise.all(calls.map(codeOf))).toEqual(calls.map(() => 'unknown_message'));
    const answer = say(late, 'x', { reference: { messageId: first.id, failIfNotExists: true } });
    await expect(answer).rejects.toMatchObject({ details: { field: 'message_reference' } });
    await acts.pin.execute(ann, { ...at(first), isPinned: true });
    expect((await acts.pins.execute(late, { channelId, limit: 9 })).messages).toEqual([]);
  });

  it('are out of reach before coming and after leaving, and so are their files', async () => {
    const file = { id: acts.ids.next(), filename: 'a.png', contentType: 'image/png', size: 3 };
    acts.storage.kept.set(file.id, Buffer.from('abc'));
    await acts.registry.add([{ ...file, uploaderId: ann.userId }]);
    expect(await codeOf(acts.readFile.execute(bob, { attachmentId: file.id }))).toBe('unknown_attachment');
    const sent = await say(ann, '', { attachmentIds: [file.id], format: 'image' });
    expect(await acts.readFile.execute(bob, { attachmentId: file.id })).toMatchObject({ filename: 'a.png' });
    await groups.leave.execute(bob, { channelId });

    for (const outsider of [stranger, bob]) {
      const calls = [
        acts.react.execute(outsider, { ...at(sent), emoji: '👍' }),
        acts.pin.execute(outsider, { ...at(sent), isPinned: true }),
        acts.recall.execute(outsider, at(sent)),
        acts.edit.execute(outsider, { ...at(sent), content: 'x' }),
        acts.remove.execute(outsider, at(sent)),
        acts.pins.execute(outsider, { channelId, limit: 9 }),
        say(outsider, 'x'),
      ];
      expect(await Promise.all(calls.map(codeOf))).toEqual(calls.map(() => 'unknown_channel'));
      expect(await codeOf(acts.locate.execute(outsider, sent.id))).toBe('unknown_message');
      expect(await codeOf(acts.readFile.execute(outsider, { attachmentId: file.id }))).toBe('unknown_attachment');
      const forward = { messageIds: [sent.id], toChannelId: channelId, mode: 'merged' } as const;
      expect(await codeOf(acts.forward.execute(outsider, forward))).toBe('unknown_message');
    }
  });

  it('are forwarded to another group, where their files are read by its members only', async () => {
    const other = await groups.group(2);
    const [, carl] = other.members;
    await groups.add.execute(other.members[0], { channelId: other.channelId, userId: ann.userId });
    const file = { id: acts.ids.next(), filename: 'a.png', contentType: 'image/png', size: 3 };
    acts.storage.kept.set(file.id, Buffer.from('abc'));
    await acts.registry.add([{ ...file, uploaderId: ann.userId }]);
    const sent = await say(ann, 'look', { attachmentIds: [file.id] });
    const toChannelId = other.channelId;
    const [message] = await acts.forward.execute(ann, { messageIds: [sent.id], toChannelId, mode: 'each' });
    const attachmentId = message.details?.attachments?.[0]?.id ?? '';

    expect(await acts.readFile.execute(carl, { attachmentId })).toMatchObject({ size: 3 });
    expect(await codeOf(acts.readFile.execute(carl, { attachmentId: file.id }))).toBe('unknown_attachment');
    expect(await codeOf(acts.readFile.execute(bob, { attachmentId }))).toBe('unknown_attachment');
  });
});
