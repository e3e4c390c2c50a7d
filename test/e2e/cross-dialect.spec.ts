import type { Message } from 'discord.js';
import { aPng } from '../builders/pictures';
import { type ChatMessage, type ChatServer, startChatServer } from '../support/chat';
import { ImClient, messageOf } from '../support/clients-im';
import { expectStatus } from '../support/discord';
import { Conversation, type Everywhere, everywhere, type Said, Screens, wayNames, ways } from '../support/dialects';
import type { FileJson, MessageJson } from '../support/im';
import { until } from '../support/until';

let server: ChatServer;
let ann: Everywhere;
let bob: Everywhere;
let carl: Everywhere;
let eve: Everywhere;
let annsScreens: Screens;
let bobsScreens: Screens;
let carlsScreens: Screens;
let evesScreens: Screens;

beforeAll(async () => {
  server = await startChatServer();
  [ann, bob] = [await everywhere(server, 'ann'), await everywhere(server, 'bob')];
  [carl, eve] = [await everywhere(server, 'carl'), await everywhere(server, 'eve')];
  [annsScreens, bobsScreens] = [await Screens.open(server, ann), await Screens.open(server, bob)];
  [carlsScreens, evesScreens] = [await Screens.open(server, carl), await Screens.open(server, eve)];
}, 60_000);
afterAll(async () => {
  for (const screens of [annsScreens, bobsScreens, carlsScreens, evesScreens]) await screens?.close();
  await server?.stop();
});

describe.each(['direct', 'group'] as const)('one %s conversation', (kind) => {
  let where: Conversation;
  let everybody: Screens[];

  beforeAll(async () => {
    everybody = kind === 'direct' ? [annsScreens, bobsScreens] : [annsScreens, bobsScreens, carlsScreens];
    where = kind === 'direct' ? await Conversation.direct(ann, bob) : await Conversation.group(ann, bob, carl);
  });

  const say = async (way: string, by: Screens, content: string): Promise<string> => {
    const id = await ways[way](where, by, content);
    await where.arrived(id, everybody);
    return id;
  };
  const imMessage = (by: Screens, id: string): MessageJson | undefined =>
    by.im
      .seen('message')
      .map(messageOf)
      .find((message) => message.id === id);
  const discordMessage = (by: Screens, id: string): Message | undefined =>
    by.program.events('messageCreate').find(([message]) => message.id === id)?.[0];
  const inIm = async (by: Everywhere, id: string): Promise<MessageJson | undefined> =>
    (await by.im.get<MessageJson[]>(`/messages/list?${where.imQuery(by)}`)).body.find((message) => message.id === id);
  const inChat = async (by: Everywhere, id: string): Promise<Record<string, unknown> | undefined> => {
    const path = `/chat/messages/${where.chatPath(by)}`;
    const { body } = await by.api.get<{ messages: Record<string, unknown>[] }>(path);
    return body.messages.find((message) => message.id === id);
  };

  it.each(wayNames)('shows what %s says to every client in its own form, with one id', async (way) => {
    const content = `by ${way} 你好`;
    const id = await say(way, annsScreens, content);

    for (const one of everybody) {
      const of = (message: ChatMessage): boolean => message.id === id;
      const chat = [one.chat, one.root].map((client) => client.seen<ChatMessage>('message').find(of));
      for (const message of chat) {
        expect(message).toMatchObject({ id, from_user_id: ann.id, content, ...where.chatTarget(one.person) });
      }
      const isAcknowledged = way === 'an im socket' && one === annsScreens;
      expect(isAcknowledged ? one.acknowledged : [imMessage(one, id)?.id]).toContain(id);
      if (!isAcknowledged) {
        expect(imMessage(one, id)).toMatchObject({ sender_id: ann.id, content, ...where.imTarget(ann) });
      }
      const discord = discordMessage(one, id);
      expect(discord).toMatchObject({ content, channelId: where.channelId, author: { id: ann.id } });
      expect(discord?.createdAt.toISOString()).toBe(chat[0]?.created_at);
    }
    expect(await inIm(bob, id)).toMatchObject({ content, recalled: false });
  });

  it('has one order for all, which is that of the history, when everybody talks at once', async () => {
    const before = await where.historiesOf(bob);
    const seenBefore = everybody.map((one) => one.idsIn(where));
    const senders = [annsScreens, bobsScreens];
    const said: { way: string; index: number; id: Promise<string> }[] = [];
    for (let index = 0; index < 3; index += 1) {
      for (const way of wayNames) {
        for (const by of senders) {
          said.push({ way, index, id: ways[way](where, by, `${way} ${by.person.username} ${index}`) });
        }
      }
    }
    const ids = await Promise.all(said.map(({ id }) => id));
    for (const id of ids) await where.arrived(id, everybody);

    const histories = await where.historiesOf(bob);
    const order = histories.im.slice(before.im.length);
    expect(order).toHaveLength(30);
    expect([...order].sort()).toEqual([...ids].sort());
    expect([...order].sort((one, other) => Number(BigInt(one) - BigInt(other)))).toEqual(order);
    expect(histories.chat.slice(before.chat.length)).toEqual(order);
    expect(histories.discord.slice(before.discord.length)).toEqual(order);
    everybody.forEach((one, index) => {
      const { im, ...others } = one.idsIn(where);
      const own = new Set(one.acknowledged);
      expect(im.slice(seenBefore[index].im.length)).toEqual(order.filter((id) => !own.has(id)));
      for (const [dialect, seen] of Object.entries(others)) {
        const known = seenBefore[index][dialect as keyof typeof others];
        expect([dialect, seen.slice(known.length)]).toEqual([dialect, order]);
      }
    });
  });

  it('has as much unread in every dialect, and what is read in one is read in all', async () => {
    const unread = () => where.unreadOf(bob);
    const both = (count: number): object => ({ im: count, chat: count });
    expectStatus(await bob.base.post(`/api/v1/conversations/${where.chatPath(bob)}/mark-read`), 200);
    expect(await unread()).toEqual(both(0));
    const ids: string[] = [];
    for (const way of wayNames) ids.push(await say(way, annsScreens, `unread ${way}`));
    expect(await unread()).toEqual(both(5));
    expect(await where.unreadOf(ann)).toEqual(both(0));

    expectStatus(await bob.im.put(`/messages/${ids[1]}/read`), 200);
    expect(await unread()).toEqual(both(3));
    const isBobs = (data: Record<string, unknown>): boolean => data.user_id === bob.id && data.message_id === ids[1];
    await annsScreens.chat.next('read', isBobs);
    await annsScreens.root.next('read', isBobs);
    await annsScreens.im.next('read', ({ user_id, data }) => user_id === bob.id && data?.message_id === ids[1]);
    expect(await inIm(ann, ids[1])).toMatchObject({ is_read: true });

    expectStatus(await ann.im.post(`/messages/${ids[2]}/recall`), 200);
    expect(await unread()).toEqual(both(2));
    expectStatus(await ann.discord.delete(`${where.discordPath}/${ids[3]}`), 204);
    expect(await unread()).toEqual(both(1));
    bobsScreens.root.send('mark_read', { ...where.chatTarget(bob), message_id: ids[4] });
    await bobsScreens.root.settled();
    expect(await unread()).toEqual(both(0));
    await annsScreens.im.next('read', ({ data }) => data?.message_id === ids[4]);

    const last = await say('discord.js', annsScreens, 'one more');
    expect(await unread()).toEqual(both(1));
    expectStatus(await bob.discord.post(`${where.discordPath}/${last}/ack`), 200);
    expect(await unread()).toEqual(both(0));
    await annsScreens.chat.next('read', (data) => data.message_id === last);
    await say('an im socket', annsScreens, 'answer me');
    expect(await unread()).toEqual(both(1));
    await say('discord.js', bobsScreens, 'here I am');
    expect(await unread()).toEqual(both(0));
    expect(await where.unreadOf(ann)).toEqual(both(1));
  });

  it('shows edits everywhere', async () => {
    const id = await say('an im request', annsScreens, 'draft');
    const editIn: Record<string, (content: string) => Promise<unknown>> = {
      im: (content) => ann.im.patch(`/messages/${id}`, { content }),
      chat: async (content) => {
        annsScreens.chat.send('edit_message', { message_id: id, content });
        await annsScreens.chat.settled();
      },
      discord: (content) => ann.discord.patch(`${where.discordPath}/${id}`, { content }),
    };
    for (const [dialect, edit] of Object.entries(editIn)) {
      const content = `edited in ${dialect}`;
      await edit(content);
      for (const client of [bobsScreens.chat, bobsScreens.root]) {
        const updated = await client.next<ChatMessage>('message_updated', (message) => message.content === content);
        expect(updated).toMatchObject({ id, is_edited: true, ...where.chatTarget(bob) });
      }
      await bobsScreens.program.event('messageUpdate', (_old, message) => message.content === content);
      expect(await inIm(bob, id)).toMatchObject({ content, recalled: false });
      expect(await inChat(bob, id)).toMatchObject({ content, is_edited: true });
    }
  });

  it('loses everywhere what is recalled or deleted in one dialect', async () => {
    const takeBack: Record<string, (id: string) => Promise<unknown>> = {
      'im recall': (id) => ann.im.post(`/messages/${id}/recall`),
      'im frame': async (id) => {
        annsScreens.im.send({ event_type: 'recall', data: { message_id: id } });
        await annsScreens.im.settled();
      },
      'chat request': (id) => ann.api.delete(`/chat/messages/${id}`),
      'chat frame': async (id) => {
        annsScreens.root.send('delete_message', { message_id: id });
        await annsScreens.root.settled();
      },
      discord: (id) => ann.discord.delete(`${where.discordPath}/${id}`),
    };
    for (const [name, act] of Object.entries(takeBack)) {
      const id = await say('a chat socket', annsScreens, `gone by ${name}`);
      await act(id);
      for (const client of [bobsScreens.chat, bobsScreens.root]) {
        expect(await client.next('message_deleted', (data) => data.id === id)).toMatchObject(where.chatTarget(bob));
      }
      await bobsScreens.im.next('recall', ({ data }) => data?.message_id === id);
      await bobsScreens.program.event('messageDelete', (message) => message.id === id);
      expectStatus(await bob.discord.get(`${where.discordPath}/${id}`), 404);
      // Recalled is not deleted: both histories keep its place.
      const tombstone = expect.objectContaining({ content: '', recalled: true });
      const shown = name.startsWith('im') ? [tombstone, tombstone] : [undefined, undefined];
      expect([name, await inIm(bob, id), await inChat(bob, id)]).toEqual([name, ...shown]);
    }
  });

  it('counts reactions of all dialects together, and keeps answers and pins', async () => {
    const id = await say('a socket at the root', annsScreens, 'react to me');
    const thumb = encodeURIComponent('👍');
    const own = await ann.im.put<{ reactions: object[] }>(`/messages/${id}/reactions/${thumb}`);
    expect(own.body).toEqual({ message_id: id, reactions: [{ emoji: '👍', count: 1, me: true }] });
    expectStatus(await bob.api.put(`/chat/messages/${id}/reactions/${thumb}`), 200);
    for (const person of [ann, bob]) {
      await bobsScreens.program.event(
        'messageReactionAdd',
        ({ message }, user) => message.id === id && user.id === person.id,
      );
    }
    const red = encodeURIComponent('🔴');
    expectStatus(await bob.discord.put(`${where.discordPath}/${id}/reactions/${red}/@me`), 204);
    expectStatus(await bob.discord.delete(`${where.discordPath}/${id}/reactions/${thumb}/@me`), 204);
    const { body } = await ann.im.put<{ reactions: object[] }>(`/messages/${id}/reactions/${red}`);
    expect(body.reactions).toEqual([
      { emoji: '👍', count: 1, me: true },
      { emoji: '🔴', count: 2, me: true },
    ]);

    const reply = { content: 'answer', message_reference: { message_id: id } };
    const answer = (await bob.discord.post<Said>(where.discordPath, reply)).body;
    await where.arrived(answer.id, everybody);
    expect(imMessage(annsScreens, answer.id)).toMatchObject({ reply_to_id: id });
    expect(await inChat(ann, answer.id)).toMatchObject({ reply_to_id: id });
    const replied = { ...where.imTarget(ann), content: 'back', reply_to_id: answer.id };
    const back = (await ann.im.post<Said>('/messages/send', replied)).body;
    await where.arrived(back.id, everybody);
    expect(discordMessage(bobsScreens, back.id)?.reference?.messageId).toBe(answer.id);
    expectStatus(await bob.im.put(`/messages/${id}/pin`), 200);
    const pins = await ann.discord.get<{ items: { message: Said }[] }>(`${where.discordPath}/pins`);
    expect(pins.body.items.map(({ message }) => message.id)).toContain(id);
  });

  it('finds in every dialect what was said and changed in another', async () => {
    const word = kind === 'direct' ? '红豆沙' : '绿豆沙';
    const query = encodeURIComponent(word);
    const found = async (): Promise<Record<string, string[]>> => {
      const im = await bob.im.get<Said[]>(`/messages/search?q=${query}`);
      const chat = await bob.api.get<{ hits: Said[] }>(`/chat/search?q=${query}`);
      return { im: im.body.map(({ id }) => id), chat: chat.body.hits.map(({ id }) => id) };
    };
    const ids: string[] = [];
    for (const way of wayNames) ids.unshift(await say(way, annsScreens, `${word} ${way}`));
    expect(await found()).toEqual({ im: ids, chat: ids });
    expectStatus(await ann.discord.patch(`${where.discordPath}/${ids[0]}`, { content: 'other words' }), 200);
    expectStatus(await ann.im.post(`/messages/${ids[1]}/recall`), 200);
    expectStatus(await ann.api.delete(`/chat/messages/${ids[2]}`), 200);
    expect(await found()).toEqual({ im: ids.slice(3), chat: ids.slice(3) });
  });

  it('carries files and pictures between im and discord.js, and links to them in chat', async () => {
    const form = new FormData();
    form.append('file', new Blob([aPng()]), 'tea.png');
    const { body: file } = await ann.im.post<FileJson>('/files', form);
    const picture = { ...where.imTarget(ann), content: '', message_type: 'image', attachment_id: file.id };
    const sent = (await ann.im.post<Said>('/messages/send', picture)).body;
    const upload = new FormData();
    upload.append('payload_json', JSON.stringify({ content: 'see the note' }));
    upload.append('files[0]', new Blob(['note']), 'note.txt');
    const noted = (await bob.discord.post<Said>(where.discordPath, upload)).body;
    for (const { id } of [sent, noted]) await where.arrived(id, everybody);

    const attached = discordMessage(bobsScreens, sent.id)?.attachments.first();
    expect(attached).toMatchObject({ id: file.id, name: 'tea.png', width: 128 });
    const seen = imMessage(annsScreens, noted.id);
    expect(seen).toMatchObject({ content: 'see the note', message_type: 'file', attachment: { name: 'note.txt' } });
    expectStatus(await ann.im.get(`/files/${seen?.attachment?.id}`), 200);
    const shown = await inChat(bob, sent.id);
    expect(shown).toMatchObject({ message_type: 'image' });
    expect(Buffer.from(await (await fetch(String(shown?.content))).arrayBuffer())).toEqual(aPng());
    const heard = bobsScreens.chat.seen<ChatMessage>('message');
    expect(heard.find(({ id }) => id === sent.id)?.content).toMatch(/^http.*tea\.png/);
    const note = await inChat(bob, noted.id);
    expect(note).toMatchObject({
      message_type: 'text',
      content: expect.stringMatching(/^see the note\nhttp.*note\.txt/),
    });
  });

  it('shows who types in every other dialect', async () => {
    const typed = (one: Screens, by: Everywhere) => [
      one.im.next('typing', (frame) => frame.user_id === by.id),
      ...[one.chat, one.root].map((client) =>
        client.next('typing', (data) => data.user_id === by.id && data.is_typing === true),
      ),
    ];
    const count = (): number => {
      const events = bobsScreens.program.events('typingStart');
      return events.filter(([{ user, channel }]) => user.id === ann.id && channel.id === where.channelId).length;
    };
    const typing: (() => unknown)[] = [
      () => annsScreens.im.send({ event_type: 'typing', ...where.imTarget(ann) }),
      () => annsScreens.chat.send('typing', { ...where.chatTarget(ann), is_typing: true }),
      () => ann.discord.post(`/channels/${where.channelId}/typing`),
    ];
    for (const [index, type] of typing.entries()) {
      await type();
      await Promise.all(typed(bobsScreens, ann));
      await until(() => count() === index + 1, 'discord.js to be told of the typing');
    }
  });

  it('makes one message of one nonce, whichever dialects say it twice at once', async () => {
    const discord = (nonce: string) => async (): Promise<string> => {
      const body = { content: 'once', nonce, enforce_nonce: true };
      return (await ann.discord.post<Said>(where.discordPath, body)).body.id;
    };
    const request = (nonce: string) => async (): Promise<string> =>
      (await ann.im.post<Said>('/messages/send', { ...where.imTarget(ann), content: 'once', nonce })).body.id;
    const imFrame = (nonce: string) => async (): Promise<string> => {
      annsScreens.im.send({ event_type: 'message', ...where.imTarget(ann), content: 'once', data: { nonce } });
      return String((await annsScreens.im.next('ack', ({ data }) => data?.nonce === nonce)).data?.id);
    };
    const chatFrame = (nonce: string, client: 'chat' | 'root') => async (): Promise<string> => {
      const frame = { ...where.chatTarget(ann), content: 'once', message_type: 'text', nonce };
      annsScreens[client].send('send_message', frame);
      return (await annsScreens[client].next<ChatMessage & { nonce: string }>('message', (one) => one.nonce === nonce))
        .id;
    };
    const prefix = `${kind}-${Date.now()}`;
    const twice = [request, imFrame, (nonce: string) => chatFrame(nonce, 'chat'), discord].map(
      (by, index) => [by(`${prefix}-${index}`), by(`${prefix}-${index}`)] as const,
    );
    const shared = `${prefix}-all`;
    const all = [request, imFrame, discord].map((by) => by(shared));
    const groups = [...twice, [...all, chatFrame(shared, 'chat'), chatFrame(shared, 'root')]];
    const before = await where.historiesOf(bob);
    const made: string[] = [];
    for (const group of groups) {
      const ids = new Set(await Promise.all(group.map((send) => send())));
      expect(ids.size).toBe(1);
      made.push(...ids);
    }

    await where.arrived(made[made.length - 1], everybody);
    for (const one of [bobsScreens, ...everybody.slice(2)]) {
      for (const ids of Object.values(one.idsIn(where))) expect(ids.slice(-made.length)).toEqual(made);
    }
    const histories = await where.historiesOf(bob);
    expect(histories).toEqual({
      im: [...before.im, ...made].slice(-100),
      chat: [...before.chat, ...made].slice(-100),
      discord: [...before.discord, ...made].slice(-100),
    });
  });

  it('takes a request of im and the frame that repeats it for one message, on every screen', async () => {
    const client = await ImClient.of(server, ann);
    const message = { ...where.imTarget(ann), content: 'said twice by its client' };
    const [first, second] = [await ann.im.post<Said>('/messages/send', message), await client.say(message)];

    expect(second.id).toBe(first.body.id);
    const after = await say('discord.js', annsScreens, 'after the pair');
    for (const one of everybody) {
      for (const ids of Object.values(one.idsIn(where))) expect(ids.slice(-2)).toEqual([first.body.id, after]);
    }
    await client.leave();
  });

  it('is nothing to somebody who is not in it', async () => {
    expect(await evesScreens.heard()).toEqual([]);
    expect(evesScreens.program.events('messageCreate')).toEqual([]);
    expect(await where.unreadOf(eve)).toEqual({ im: undefined, chat: undefined });
  });
});
