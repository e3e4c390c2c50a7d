import { Injectable } from '@nestjs/common';
import { roomNotFound } from '../../../domain/rooms';
import { readSyncCursor, type SyncCursor, type SyncPayload } from '../../../domain/rooms/sync-payload';
import { invalid } from '../../../shared/errors';
import { type Id, isId } from '../../../shared/ids';
import { BuildSyncPayload } from './build-sync-payload';
import { RoomSyncReader, type SyncSnapshot } from './room-sync.reader';
import { readSnapshot, writeSnapshot } from './sync-snapshot';

export const SYNC_PULL_ROOMS_MAX = 100;
/** A page ends early with the room whose history makes it larger than this, in characters of content. */
export const SYNC_PULL_CONTENT_MAX = 4_194_304;

export interface SyncPull {
  /** A cursor of an earlier pull: only rooms that changed since. */
  readonly since?: string;
  /** The cursor of this pull's first page; absent on that page. */
  readonly cursor?: string;
  /** The last room already read in this pull. */
  readonly after?: Id;
}

export interface PulledSync {
  readonly payloads: readonly SyncPayload[];
  /** Taken before the first page was read: whatever these pages miss, a pull since then finds. */
  readonly cursor: string;
  /** The `after` of the next page; absent on the last. */
  readonly next?: Id;
}

/** The outside system reads rooms by itself. Never moves what it has acknowledged. */
@Injectable()
export class ReadSync {
  constructor(
    private readonly rooms: RoomSyncReader,
    private readonly buildPayload: BuildSyncPayload,
  ) {}

  /** @throws AppError `invalid` for a cursor that no pull has given out */
  async execute({ since, cursor, after }: SyncPull): Promise<PulledSync> {
    const sinceSnapshot = since === undefined ? undefined : parseSnapshot('since', since);
    const now = await this.rooms.snapshot();
    const own = cursor === undefined ? now : parseSnapshot('cursor', cursor);
    const roomIds = await this.rooms.changedRoomIds({
      ...(sinceSnapshot?.systemIdentifier === now.systemIdentifier && { sinceXid: sinceSnapshot.xid }),
      ...(after !== undefined && { after }),
      limit: SYNC_PULL_ROOMS_MAX + 1,
    });
    const { payloads, read } = await this.buildPage(roomIds.slice(0, SYNC_PULL_ROOMS_MAX));
    const next = read < roomIds.length ? roomIds[read - 1] : undefined;
    return { payloads, cursor: writeSnapshot(own), ...(next !== undefined && { next }) };
  }

  /**
   * One room, with the batch of its history after `from`, a payload's own cursor: how a puller walks through more than
   * one batch.
   * @throws AppError `not_found`; `invalid` for a cursor that is none
   */
  async ofRoom(roomId: string, from?: string): Promise<SyncPayload> {
    const payload = isId(roomId)
      ? await this.buildPayload.execute(roomId, undefined, from === undefined ? undefined : parseCursor(from))
      : undefined;
    if (!payload) throw roomNotFound(roomId);
    return payload;
  }

  private async buildPage(
    roomIds: readonly Id[],
  ): Promise<{ readonly payloads: readonly SyncPayload[]; readonly read: number }> {
    const payloads: SyncPayload[] = [];
    let content = 0;
    let read = 0;
    for (const roomId of roomIds) {
      const payload = await this.buildPayload.execute(roomId);
      read += 1;
      if (!payload) continue;
      payloads.push(payload);
      content += payload.messages.reduce((length, message) => length + message.content.length, 0);
      if (content > SYNC_PULL_CONTENT_MAX) break;
    }
    return { payloads, read };
  }
}

function parseSnapshot(field: string, text: string): SyncSnapshot {
  const snapshot = readSnapshot(text);
  if (!snapshot) throw invalid(field, `${field} must be a cursor from the X-Sync-Cursor header of an earlier pull`);
  return snapshot;
}

function parseCursor(text: string): SyncCursor {
  const cursor = readSyncCursor(text);
  if (!cursor) throw invalid('from', 'from must be the cursor of an earlier payload of this room');
  return cursor;
}
