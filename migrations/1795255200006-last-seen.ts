import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LastSeen1795255200006 implements MigrationInterface {
  name = 'LastSeen1795255200006';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "last_seen" ("user_id" bigint NOT NULL, "last_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "last_seen_pkey" PRIMARY KEY ("user_id"))`,
    );
    await queryRunner.query(
      `ALTER TABLE "last_seen" ADD CONSTRAINT "last_seen_user_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "last_seen" DROP CONSTRAINT "last_seen_user_fk"`);
    await queryRunner.query(`DROP TABLE "last_seen"`);
  }
}
