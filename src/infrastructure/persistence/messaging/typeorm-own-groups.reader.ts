import { Injectable } from '@nestjs/common';
import { type OwnGroup, type OwnGroupsQuery, OwnGroupsReader } from '../../../application/messaging';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import { FROM_GROUPS, GROUP_COLUMNS, type SelectedGroupRow, toGroup } from './group-rows';

type OwnGroupRow = SelectedGroupRow & { joined_seq: string; face_ids: Id[] };

/** The faces of each group are the first entries of its part of the index. */
const OWN_GROUPS = `SELECT ${GROUP_COLUMNS}, r.joined_seq, ARRAY(
    SELECT face.user_id FROM channel_recipients face WHERE face.channel_id = g.channel_id ORDER BY face.user_id LIMIT $3
  ) AS face_ids
  ${FROM_GROUPS} JOIN channel_recipients r ON r.channel_id = g.channel_id
  WHERE r.user_id = $1 ORDER BY coalesce(c.head_id, c.id) DESC LIMIT $2`;

@Injectable()
export class TypeOrmOwnGroupsReader extends OwnGroupsReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async ofUser(userId: Id, { limit, facesMax }: OwnGroupsQuery): Promise<readonly OwnGroup[]> {
    const rows = await this.context.query<OwnGroupRow[]>(OWN_GROUPS, [userId, limit, facesMax]);
    return rows.map((row) => ({
      ...{ group: toGroup(row), joinedSeq: Number(row.joined_seq), faceIds: row.face_ids },
    }));
  }
}
