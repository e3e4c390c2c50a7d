import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MessageActs1795255200003 implements MigrationInterface {
  name = 'MessageActs1795255200003';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE INDEX "messages_id_idx" ON "messages"  ("id") `);
    await queryRunner.query(`ALTER TABLE "messages" ADD "recalled_at" TIMESTAMP WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "attachments" ALTER COLUMN "channel_id" DROP NOT NULL`);
    await queryRunner.query(`ALTER TABLE "attachments" ADD "file_id" bigint`);
    await queryRunner.query(`ALTER TABLE "attachments" ADD "width" integer`);
    await queryRunner.query(`ALTER TABLE "attachments" ADD "height" integer`);
    await queryRunner.query(`ALTER TABLE "attachments" ADD "has_thumbnail" boolean NOT NULL DEFAULT false`);
    await queryRunner.query(
      `CREATE INDEX "attachments_file_idx" ON "attachments"  ("file_id") WHERE file_id IS NOT NULL`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "public"."attachments_file_idx"`);
    await queryRunner.query(`ALTER TABLE "attachments" DROP COLUMN "has_thumbnail"`);
    await queryRunner.query(`ALTER TABLE "attachments" DROP COLUMN "height"`);
    await queryRunner.query(`ALTER TABLE "attachments" DROP COLUMN "width"`);
    await queryRunner.query(`ALTER TABLE "attachments" DROP COLUMN "file_id"`);
    await queryRunner.query(`DELETE FROM "attachments" WHERE "channel_id" IS NULL`);
    await queryRunner.query(`ALTER TABLE "attachments" ALTER COLUMN "channel_id" SET NOT NULL`);
    await queryRunner.query(`ALTER TABLE "messages" DROP COLUMN "recalled_at"`);
    await queryRunner.query(`DROP INDEX "public"."messages_id_idx"`);
  }
}
