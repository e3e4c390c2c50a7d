import { Injectable } from '@nestjs/common';
import { type HistoryQuery, type MessageAddress, MessageReader, type PinsQuery } from '../../../application/messaging';
import type { Message } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';
import {
  MESSAGE_AUTHOR_JOIN,
  MESSAGE_COLUMNS,
  type SelectedMessageRow,
  THERE_OR_RECALLED,
  toMessage,
} from './message-rows';

/**
 * Messages after the one of a `seq`, whose row is there also when it was deleted. By its id, which grows with `seq`, so
 * that the index that pages are read from ends there.
 */
const saidSince = (seq: string): string =>
  `AND m.id > (SELECT bound.id FROM messages bound WHERE bound.channel_id = $1 AND bound.seq = ${seq})`;

const thereFor = ({ withRecalled }: HistoryQuery): string =>
  withRecalled ? THERE_OR_RECALLED : 'm.deleted_at IS NULL';

@Injectable()
export class TypeOrmMessageReader extends MessageReader {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async page(query: HistoryQuery): Promise<readonly Message[]> {
    return query.around === undefined ? this.oneWay(query) : this.around({ ...query, around: query.around });
  }

  async findMany(addresses: readonly MessageAddress[]): Promise<readonly Message[]> {
    const rows = await this.query(
      `SELECT ${MESSAGE_COLUMNS} FROM messages m ${MESSAGE_AUTHOR_JOIN}
       WHERE (m.channel_id, m.id) IN (SELECT * FROM unnest($1::bigint[], $2::bigint[])) AND m.deleted_at IS NULL`,
      [addresses.map(({ channelId }) => channelId), addresses.map(({ messageId }) => messageId)],
    );
    return rows.map(toMessage);
  }

  async locate(messageIds: readonly Id[]): Promise<readonly Message[]> {
    const rows = await this.query(
      `SELECT ${MESSAGE_COLUMNS} FROM messages m ${MESSAGE_AUTHOR_JOIN}
       WHERE m.id = ANY($1::bigint[]) AND ${THERE_OR_RECALLED}`,
      [messageIds],
    );
    return rows.map(toMessage);
  }

  async pins({ channelId, beforeMs, fromSeq = 0, limit }: PinsQuery): Promise<readonly Message[]> {
    const rows = await this.query(
      `SELECT ${MESSAGE_COLUMNS} FROM messages m ${MESSAGE_AUTHOR_JOIN}
       WHERE m.channel_id = $1 AND m.pinned_at < $2 AND m.seq > $4
       ORDER BY m.pinned_at DESC, m.id DESC LIMIT $3`,
      [channelId, beforeMs === undefined ? 'infinity' : new Date(beforeMs), limit, fromSeq],
    );
    return rows.map(toMessage);
  }

  private async oneWay(query: HistoryQuery): Promise<readonly Message[]> {
    const { channelId, before, after, fromSeq, limit } = query;
    const forward = after !== undefined;
    const bound = after ?? before;
    const parameters: unknown[] = [channelId, limit];
    const place = (value: unknown): string => `$${parameters.push(value)}`;
    const rows = await this.query(
      `SELECT ${MESSAGE_COLUMNS} FROM messages m ${MESSAGE_AUTHOR_JOIN}
       WHERE m.channel_id = $1 AND ${thereFor(query)}
         ${bound === undefined ? '' : `AND m.id ${forward ? '>' : '<'} ${place(bound)}`}
         ${fromSeq ? saidSince(place(fromSeq)) : ''}
       ORDER BY m.id ${forward ? 'ASC' : 'DESC'} LIMIT $2`,
      parameters,
    );
    const messages = rows.map(toMessage);
    return forward ? messages : messages.reverse();
  }

  /** Half of them are older; the message itself counts as one of the newer ones. One statement, so one snapshot. */
  private async around(query: HistoryQuery & { readonly around: Id }): Promise<Message[]> {
    const { channelId, around, fromSeq, limit } = query;
    const older = Math.floor(limit / 2);
    const since = fromSeq ? saidSince('$5') : '';
    const side = (comparison: string, order: string, count: string): string =>
      `(SELECT ${MESSAGE_COLUMNS} FROM messages m ${MESSAGE_AUTHOR_JOIN}
        WHERE m.channel_id = $1 AND ${thereFor(query)} AND m.id ${comparison} $2 ${since}
        ORDER BY m.id ${order} LIMIT ${count})`;
    const rows = await this.query(`${side('<', 'DESC', '$3')} UNION ALL ${side('>=', 'ASC', '$4')} ORDER BY id`, [
      ...[channelId, around, older, limit - older],
      ...(fromSeq ? [fromSeq] : []),
    ]);
    return rows.map(toMessage);
  }

  async range(channelId: Id, fromSeq: number, toSeq: number): Promise<readonly Message[]> {
    const rows = await this.query(
      `SELECT ${MESSAGE_COLUMNS} FROM messages m ${MESSAGE_AUTHOR_JOIN}
       WHERE m.channel_id = $1 AND m.seq BETWEEN $2 AND $3 AND m.deleted_at IS NULL ORDER BY m.seq`,
      [channelId, fromSeq, toSeq],
    );
    return rows.map(toMessage);
  }

  async headSeq(channelId: Id): Promise<number | undefined> {
    const heads = await this.headSeqs([channelId]);
    return heads.get(channelId);
  }

  async headSeqs(channelIds: readonly Id[]): Promise<ReadonlyMap<Id, number>> {
    const rows = await this.context.query<{ id: string; head_seq: string }[]>(
      'SELECT id, head_seq FROM channels WHERE id = ANY($1::bigint[])',
      [channelIds],
    );
    return new Map(rows.map((row) => [row.id, Number(row.head_seq)]));
  }

  private query(sql: string, parameters: unknown[]): Promise<SelectedMessageRow[]> {
    return this.context.query<SelectedMessageRow[]>(sql, parameters);
  }
}
