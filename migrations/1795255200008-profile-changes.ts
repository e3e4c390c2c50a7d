import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ProfileChanges1795255200008 implements MigrationInterface {
  name = 'ProfileChanges1795255200008';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "users" ADD "updated_at" TIMESTAMP WITH TIME ZONE`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "updated_at"`);
  }
}
