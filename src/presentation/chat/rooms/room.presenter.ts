import type { Room } from '../../../domain/rooms';
import type { Id } from '../../../shared/ids';

export interface ChatRoom {
  readonly id: Id;
  readonly name: string;
  readonly description: string;
  readonly max_members: number | null;
  readonly online_count: number;
  readonly created_at: string;
}

export const presentRoom = (room: Room, onlineCount: number): ChatRoom => ({
  id: room.id,
  name: room.name,
  description: typeof room.metadata.description === 'string' ? room.metadata.description : '',
  max_members: room.maxMembers ?? null,
  online_count: onlineCount,
  created_at: new Date(room.createdAtMs).toISOString(),
});
