import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ReadState1795255200002 implements MigrationInterface {
  name = 'ReadState1795255200002';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "conversation_settings" ("user_id" bigint NOT NULL, "channel_id" bigint NOT NULL, "is_pinned" boolean NOT NULL DEFAULT false, "is_muted" boolean NOT NULL DEFAULT false, "draft" text NOT NULL DEFAULT '', "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "conversation_settings_pkey" PRIMARY KEY ("user_id", "channel_id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "messages_uncounted_idx" ON "messages"  ("channel_id", "seq") WHERE deleted_at IS NOT NULL OR kind <> 'text'`,
    );
    await queryRunner.query(
      `ALTER TABLE "conversation_settings" ADD CONSTRAINT "conversation_settings_channel_fk" FOREIGN KEY ("channel_id") REFERENCES "channels"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "conversation_settings" DROP CONSTRAINT "conversation_settings_channel_fk"`);
    await queryRunner.query(`DROP INDEX "public"."messages_uncounted_idx"`);
    await queryRunner.query(`DROP TABLE "conversation_settings"`);
  }
}
