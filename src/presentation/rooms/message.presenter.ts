import { authorKey, type Message } from '../../domain/messaging';

/** A message as every face of the rooms dialect shows it; an announcement has no author. */
export interface MessageJson {
  readonly id: string;
  readonly from: string | null;
  readonly nickname: string | null;
  readonly content: string;
  readonly is_admin: boolean;
  readonly created_at: string;
  readonly nonce?: string;
}

export function presentMessage(message: Message): MessageJson {
  const { author } = message;
  return {
    id: message.id,
    from: author ? authorKey(author) : null,
    nickname: author?.name ?? null,
    content: message.content,
    is_admin: message.byAdmin,
    created_at: new Date(message.createdAtMs).toISOString(),
    ...(message.nonce !== undefined && { nonce: message.nonce }),
  };
}
