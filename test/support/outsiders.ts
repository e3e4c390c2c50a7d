import { expectStatus, type RestAnswer } from './discord';
import type { Conversation, Everywhere, Screens } from './dialects';
import type { FileJson } from './im';

const thumb = encodeURIComponent('👍');

/** A message with a file, somewhere. */
export interface Secret {
  readonly id: string;
  readonly fileId: string;
}

export async function tellSecret(by: Everywhere, where: Conversation, content: string): Promise<Secret> {
  const form = new FormData();
  form.append('file', new Blob(['blueprint']), 'blueprint.txt');
  const { body: file } = await by.im.post<FileJson>('/files', form);
  const body = { ...where.imTarget(by), content, message_type: 'file', attachment_id: file.id };
  const said = await by.im.post<{ readonly id: string }>('/messages/send', body);
  expectStatus(said, 200);
  return { id: said.body.id, fileId: file.id };
}

type Calls = Readonly<Record<string, Promise<RestAnswer<unknown>>>>;

/** By the message's id alone, and by the channel's in the discord dialect, which knows no other address. */
export const callsOnMessage = (
  eve: Everywhere,
  friendId: string,
  { channelId, discordPath }: Conversation,
  { id, fileId }: Secret,
): Calls => ({
  'im read': eve.im.put(`/messages/${id}/read`),
  'im recall': eve.im.post(`/messages/${id}/recall`),
  'im edit': eve.im.patch(`/messages/${id}`, { content: 'x' }),
  'im receipts': eve.im.get(`/messages/${id}/receipts`),
  'im unread receipts': eve.im.get(`/messages/${id}/receipts?state=unread`),
  'im pin': eve.im.put(`/messages/${id}/pin`),
  'im unpin': eve.im.delete(`/messages/${id}/pin`),
  'im reaction': eve.im.put(`/messages/${id}/reactions/${thumb}`),
  'im no reaction': eve.im.delete(`/messages/${id}/reactions/${thumb}`),
  'im forward': eve.im.post('/messages/forward', { message_ids: [id], receiver_id: friendId, mode: 'merged' }),
  'im file': eve.im.get(`/files/${fileId}`),
  'im thumbnail': eve.im.get(`/files/${fileId}?thumbnail=1`),
  'im file sent on': eve.im.post('/messages/send', { receiver_id: friendId, attachment_id: fileId }),
  'chat edit': eve.api.patch(`/chat/messages/${id}`, { content: 'x' }),
  'chat delete': eve.base.delete(`/api/v1/messages/${id}`),
  'chat reaction': eve.api.put(`/chat/messages/${id}/reactions/${thumb}`),
  'chat no reaction': eve.api.delete(`/chat/messages/${id}/reactions/${thumb}`),
  'discord channel': eve.discord.get(`/channels/${channelId}`),
  'discord history': eve.discord.get(discordPath),
  'discord history from': eve.discord.get(`${discordPath}?around=${id}`),
  'discord message': eve.discord.get(`${discordPath}/${id}`),
  'discord send': eve.discord.post(discordPath, { content: 'x' }),
  'discord edit': eve.discord.patch(`${discordPath}/${id}`, { content: 'x' }),
  'discord delete': eve.discord.delete(`${discordPath}/${id}`),
  'discord typing': eve.discord.post(`/channels/${channelId}/typing`),
  'discord read': eve.discord.post(`${discordPath}/${id}/ack`),
  'discord pins': eve.discord.get(`${discordPath}/pins`),
  'discord pin': eve.discord.put(`${discordPath}/pins/${id}`),
  'discord reaction': eve.discord.put(`${discordPath}/${id}/reactions/${thumb}/@me`),
  'discord reactions': eve.discord.get(`${discordPath}/${id}/reactions/${thumb}`),
});

/** What names the group. `word` was said there. */
export const callsOnGroup = (eve: Everywhere, { channelId }: Conversation, word: string): Calls => ({
  'im history': eve.im.get(`/messages/list?group_id=${channelId}`),
  'im send': eve.im.post('/messages/send', { group_id: channelId, content: 'x' }),
  'im search': eve.im.get(`/messages/search?q=${encodeURIComponent(word)}&group_id=${channelId}`),
  'im members': eve.im.get(`/groups/${channelId}/members`),
  'im settings': eve.im.put(`/conversations/group/${channelId}`, { is_pinned: true }),
  'chat history': eve.api.get(`/chat/messages/group/${channelId}`),
  'chat search': eve.api.get(`/chat/search?q=${encodeURIComponent(word)}&chat_type=group&chat_id=${channelId}`),
  'chat members': eve.api.get(`/chat/groups/${channelId}/members`),
  'chat settings': eve.api.put(`/chat/conversations/group/${channelId}`, { is_muted: true }),
  'chat read': eve.base.post(`/api/v1/conversations/group/${channelId}/mark-read`),
  'discord member': eve.discord.put(`/channels/${channelId}/recipients/${eve.id}`),
  'discord rename': eve.discord.patch(`/channels/${channelId}`, { name: 'x' }),
  'discord leave': eve.discord.delete(`/channels/${channelId}`),
});

/** Every name with its status, so that a failure says which one it is. */
export async function allNotFound(calls: Calls): Promise<void> {
  const names = Object.keys(calls);
  const statuses = await Promise.all(Object.values(calls).map(async (call) => (await call).status));
  const known = names.map((name) => [name, 404]);
  expect(names.map((name, index) => [name, statuses[index]])).toEqual(known);
}

export async function refusedOnSockets(screens: Screens, where: Conversation, { id }: Secret): Promise<void> {
  const { im, chat, root } = screens;
  const [group, data] = [{ group_id: where.channelId }, { message_id: id }];
  const imFrames: object[] = [
    ...[
      { event_type: 'read', data },
      { event_type: 'recall', data },
    ],
    ...(where.kind === 'group' ? ['message', 'typing', 'read'] : []).map((type) => ({
      event_type: type,
      ...group,
      content: 'x',
    })),
  ];
  for (const frame of imFrames) expect((await im.refused(frame)).content).toMatch(/^(Group|Message) not found$/);
  const to = { chat_type: 'group', chat_id: where.channelId };
  const ofGroup: [string, object][] = [
    ['send_message', { ...to, content: 'x' }],
    ['typing', { ...to, is_typing: true }],
    ['typing', { ...to, is_typing: false }],
    ['mark_read', { ...to, message_id: id }],
    ['mark_read', to],
  ];
  const ofMessage: [string, object][] = [
    ['edit_message', { message_id: id, content: 'x' }],
    ['delete_message', { message_id: id }],
  ];
  for (const [type, frame] of [...ofMessage, ...(where.kind === 'group' ? ofGroup : [])]) {
    for (const client of [chat, root]) {
      expect([type, (await client.refused(type, frame)).code]).toEqual([type, 40_004]);
    }
  }
}
