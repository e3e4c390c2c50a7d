import { Injectable } from '@nestjs/common';
import { checkOutsideUserId, type Sanction } from '../../domain/rooms';
import { invalid } from '../../shared/errors';
import type { Page } from '../../shared/page';
import { ModerationAccess } from './moderation-access';
import { SANCTIONS_PAGE_MAX, type SanctionKind, SanctionRepository, type ServerSanction } from './sanction.repository';

/** Bans and mutes that count now. For operators. */
@Injectable()
export class ListSanctions {
  constructor(
    private readonly access: ModerationAccess,
    private readonly sanctions: SanctionRepository,
  ) {}

  /** `next` is the user to list after. @throws AppError `not_found`, `invalid` */
  async execute(kind: SanctionKind, roomId: string, after?: string): Promise<Page<Sanction>> {
    const room = await this.access.requireRoom(roomId);
    if (after !== undefined) checkOutsideUserId(after, 'after');
    const items = await this.sanctions.list(kind, room.id, after);
    const last = items.at(-1);
    return { items, ...(items.length === SANCTIONS_PAGE_MAX && last && { next: last.userKey }) };
  }

  /** The newest ones of all rooms. @throws AppError `invalid` for a limit outside 1 to 1,000 */
  async serverWide(kind: SanctionKind, limit: number): Promise<readonly ServerSanction[]> {
    if (!Number.isInteger(limit) || limit < 1 || limit > SANCTIONS_PAGE_MAX) {
      throw invalid('limit', `limit must be an integer from 1 to ${SANCTIONS_PAGE_MAX}`);
    }
    return this.sanctions.listServerWide(kind, limit);
  }
}
