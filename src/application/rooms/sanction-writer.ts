import { Injectable } from '@nestjs/common';
import {
  checkOutsideUserId,
  MODERATION_REASON_MAX,
  MODERATION_SECONDS_MAX,
  type Room,
  ROOM_SANCTIONS_MAX,
  roomSanctionsMax,
  type Sanction,
} from '../../domain/rooms';
import type { DomainEvent } from '../../shared/events';
import { AppError, invalid } from '../../shared/errors';
import { codePointLength, isStorableText } from '../../shared/text';
import { GuestDirectory } from '../identity';
import { Clock } from '../shared/clock';
import { UnitOfWork } from '../shared/unit-of-work';
import { roomMemberKey } from './cache-keys';
import { RoomMemberships } from './room-memberships';
import { SanctionRepository, type SanctionKind } from './sanction.repository';

export interface SanctionInput {
  readonly userKey: string;
  /** At most 512 characters. */
  readonly reason?: string;
  /** Whole seconds, 1 to ten years; absent: until lifted. */
  readonly durationSeconds?: number;
}

const notSanctioned = {
  ban: 'this user is not banned in the room',
  mute: 'this user is not muted in the room',
} as const satisfies Record<SanctionKind, string>;

/** Sets and lifts bans and mutes for use cases that have made sure of the actor's right; see `ModerationAccess`. */
@Injectable()
export class SanctionWriter {
  constructor(
    private readonly sanctions: SanctionRepository,
    private readonly guests: GuestDirectory,
    private readonly memberships: RoomMemberships,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Sets or replaces; `events` are told after the commit.
   * @throws AppError `invalid`, naming the field; conflict `room_sanctions_max`
   */
  async put(
    kind: SanctionKind,
    room: Room,
    input: SanctionInput,
    events: readonly DomainEvent[] = [],
  ): Promise<Sanction> {
    checkSanctionInput(input);
    const { userKey, reason, durationSeconds } = input;
    const createdAtMs = this.clock.nowMs();
    const sanction: Sanction = {
      userKey,
      ...(reason !== undefined && { reason }),
      createdAtMs,
      ...(durationSeconds !== undefined && { expiresAtMs: createdAtMs + durationSeconds * 1_000 }),
    };
    const userId = (await this.guests.isAccountId(userKey)) ? userKey : await this.guests.ensure(userKey);
    await this.uow.run(async () => {
      await this.sanctions.put(kind, room.id, userId, sanction);
      if ((await this.sanctions.count(kind, room.id)) > ROOM_SANCTIONS_MAX) throw roomSanctionsMax(ROOM_SANCTIONS_MAX);
      if (kind === 'ban') await this.memberships.end(room.id, userKey);
      await this.changed(room, userKey, events);
    });
    return sanction;
  }

  /** @throws AppError `not_found` when there is none that counts */
  async lift(kind: SanctionKind, room: Room, userKey: string, events: readonly DomainEvent[] = []): Promise<void> {
    checkOutsideUserId(userKey);
    await this.uow.run(async () => {
      if (!(await this.sanctions.remove(kind, room.id, userKey))) {
        throw new AppError('not_found', 'not_found', notSanctioned[kind], { field: 'user_id' });
      }
      await this.changed(room, userKey, events);
    });
  }

  private async changed(room: Room, userKey: string, events: readonly DomainEvent[]): Promise<void> {
    await this.uow.invalidate(roomMemberKey(room.id, userKey));
    for (const event of events) this.uow.record(event);
  }
}

function checkSanctionInput({ userKey, reason, durationSeconds }: SanctionInput): void {
  checkOutsideUserId(userKey);
  if (reason !== undefined && (codePointLength(reason) > MODERATION_REASON_MAX || !isStorableText(reason))) {
    throw invalid('reason', `reason must have at most ${MODERATION_REASON_MAX} characters`);
  }
  const isWhole = durationSeconds === undefined || Number.isInteger(durationSeconds);
  if (
    !isWhole ||
    (durationSeconds !== undefined && (durationSeconds < 1 || durationSeconds > MODERATION_SECONDS_MAX))
  ) {
    throw invalid('duration_seconds', `duration_seconds must be an integer from 1 to ${MODERATION_SECONDS_MAX}`);
  }
}
