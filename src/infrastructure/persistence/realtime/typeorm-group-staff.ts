import { Injectable } from '@nestjs/common';
import { GroupStaff, type StaffMember } from '../../../application/realtime';
import type { GroupRole } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

const STAFF = `SELECT user_id, role FROM channel_recipients
  WHERE channel_id = $1 AND role <> 'member' ORDER BY user_id`;

@Injectable()
export class TypeOrmGroupStaff extends GroupStaff {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async of(channelId: Id): Promise<readonly StaffMember[]> {
    const rows = await this.context.query<{ user_id: Id; role: GroupRole }[]>(STAFF, [channelId]);
    return rows.map(({ user_id: userId, role }) => ({ userId, role }));
  }
}
