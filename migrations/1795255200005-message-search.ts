import type { MigrationInterface, QueryRunner } from 'typeorm';
import { searchTerms } from '../src/domain/messaging';

/** Messages that are given their terms with one statement. */
const BATCH_MESSAGES = 1_000;

interface OldMessage {
  readonly channel_id: string;
  readonly id: string;
  readonly seq: string;
  readonly content: string;
}

export class MessageSearch1795255200005 implements MigrationInterface {
  name = 'MessageSearch1795255200005';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "messages" ADD "search_terms" integer array`);
    await fillTerms(queryRunner);
    // A short list of what is not yet in the index: a send that empties it waits for that, and so does a search that reads it.
    await queryRunner.query(
      `CREATE INDEX "messages_search_idx" ON "messages" USING gin ("search_terms") WITH (gin_pending_list_limit = 512) WHERE search_terms IS NOT NULL`,
    );
    await queryRunner.query(
      `CREATE TABLE "import_ids" ("source" text NOT NULL, "kind" text NOT NULL, "old_id" text NOT NULL, "new_id" bigint NOT NULL, CONSTRAINT "import_ids_pkey" PRIMARY KEY ("source", "kind", "old_id"))`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "import_ids"`);
    await queryRunner.query(`DROP INDEX "public"."messages_search_idx"`);
    await queryRunner.query(`ALTER TABLE "messages" DROP COLUMN "search_terms"`);
  }
}

/** Of the conversations there are. */
async function fillTerms(queryRunner: QueryRunner): Promise<void> {
  let last: OldMessage = { channel_id: '0', id: '0', seq: '0', content: '' };
  for (;;) {
    const messages = (await queryRunner.query(
      `SELECT m.channel_id, m.id, m.seq, m.content FROM messages m
       JOIN channels c ON c.id = m.channel_id AND c.kind IN ('direct', 'group')
       WHERE (m.channel_id, m.id) > ($1::bigint, $2::bigint) AND m.kind = 'text' AND m.content <> ''
       ORDER BY m.channel_id, m.id LIMIT $3`,
      [last.channel_id, last.id, BATCH_MESSAGES],
    )) as OldMessage[];
    const newest = messages.at(-1);
    if (!newest) return;
    await queryRunner.query(
      `UPDATE messages m SET search_terms = nullif(t.terms, '{}')::integer[]
       FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS t(channel_id, id, terms)
       WHERE m.channel_id = t.channel_id AND m.id = t.id`,
      [messages.map((one) => one.channel_id), messages.map((one) => one.id), messages.map(termsOf)],
    );
    last = newest;
  }
}

const termsOf = ({ channel_id: channelId, seq, content }: OldMessage): string =>
  `{${searchTerms({ channelId, seq: Number(seq) }, content).join(',')}}`;
