import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RoomMembers1795255200007 implements MigrationInterface {
  name = 'RoomMembers1795255200007';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "completed_setups" ("name" text NOT NULL, "completed_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "completed_setups_pkey" PRIMARY KEY ("name"))`,
    );
    await queryRunner.query(`ALTER TABLE "rooms" ADD "creator_id" bigint`);
    await queryRunner.query(`ALTER TABLE "rooms" ADD "is_default" boolean NOT NULL DEFAULT false`);
    await queryRunner.query(`CREATE INDEX "rooms_creator_idx" ON "rooms"  ("creator_id") WHERE creator_id IS NOT NULL`);
    await queryRunner.query(`ALTER TABLE "channel_recipients" DROP CONSTRAINT "channel_recipients_channel_fk"`);
    await queryRunner.query(
      `ALTER TABLE "channel_recipients" ADD CONSTRAINT "channel_recipients_channel_fk" FOREIGN KEY ("channel_id") REFERENCES "channels"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `DELETE FROM "channel_recipients" WHERE "channel_id" NOT IN (SELECT "channel_id" FROM "direct_channels")`,
    );
    await queryRunner.query(`ALTER TABLE "channel_recipients" DROP CONSTRAINT "channel_recipients_channel_fk"`);
    await queryRunner.query(
      `ALTER TABLE "channel_recipients" ADD CONSTRAINT "channel_recipients_channel_fk" FOREIGN KEY ("channel_id") REFERENCES "direct_channels"("channel_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(`DROP INDEX "public"."rooms_creator_idx"`);
    await queryRunner.query(`ALTER TABLE "rooms" DROP COLUMN "is_default"`);
    await queryRunner.query(`ALTER TABLE "rooms" DROP COLUMN "creator_id"`);
    await queryRunner.query(`DROP TABLE "completed_setups"`);
  }
}
