import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Contacts1795255200004 implements MigrationInterface {
  name = 'Contacts1795255200004';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "friendships" ("lower_id" bigint NOT NULL, "higher_id" bigint NOT NULL, "requester_id" bigint NOT NULL, "requested_at" TIMESTAMP WITH TIME ZONE NOT NULL, "befriended_at" TIMESTAMP WITH TIME ZONE, "lower_remark" text, "higher_remark" text, CONSTRAINT "friendships_pair_check" CHECK (lower_id < higher_id), CONSTRAINT "friendships_requester_check" CHECK (requester_id IN (lower_id, higher_id)), CONSTRAINT "friendships_pkey" PRIMARY KEY ("lower_id", "higher_id"))`,
    );
    await queryRunner.query(`CREATE INDEX "friendships_higher_idx" ON "friendships"  ("higher_id", "lower_id") `);
    await queryRunner.query(
      `CREATE TABLE "blocks" ("blocker_id" bigint NOT NULL, "blocked_id" bigint NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "blocks_pair_check" CHECK (blocker_id <> blocked_id), CONSTRAINT "blocks_pkey" PRIMARY KEY ("blocker_id", "blocked_id"))`,
    );
    await queryRunner.query(`CREATE INDEX "blocks_blocked_idx" ON "blocks"  ("blocked_id", "blocker_id") `);
    await queryRunner.query(
      `CREATE TABLE "notifications" ("id" bigint NOT NULL, "user_id" bigint NOT NULL, "kind" text NOT NULL, "actor_id" bigint NOT NULL, "channel_id" bigint, "channel_kind" text, "message_id" bigint, "read_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "notifications_pkey" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "notifications_user_idx" ON "notifications"  ("user_id", "id") `);
    await queryRunner.query(
      `CREATE INDEX "notifications_unread_idx" ON "notifications"  ("user_id", "id") WHERE read_at IS NULL`,
    );
    await queryRunner.query(
      `CREATE INDEX "users_accounts_idx" ON "users"  ("id", "username_key") WHERE kind <> 'guest' AND deleted_at IS NULL`,
    );
    await queryRunner.query(
      `ALTER TABLE "friendships" ADD CONSTRAINT "friendships_lower_fk" FOREIGN KEY ("lower_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "friendships" ADD CONSTRAINT "friendships_higher_fk" FOREIGN KEY ("higher_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "blocks" ADD CONSTRAINT "blocks_blocker_fk" FOREIGN KEY ("blocker_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "blocks" ADD CONSTRAINT "blocks_blocked_fk" FOREIGN KEY ("blocked_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "notifications" ADD CONSTRAINT "notifications_user_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "notifications" DROP CONSTRAINT "notifications_user_fk"`);
    await queryRunner.query(`ALTER TABLE "blocks" DROP CONSTRAINT "blocks_blocked_fk"`);
    await queryRunner.query(`ALTER TABLE "blocks" DROP CONSTRAINT "blocks_blocker_fk"`);
    await queryRunner.query(`ALTER TABLE "friendships" DROP CONSTRAINT "friendships_higher_fk"`);
    await queryRunner.query(`ALTER TABLE "friendships" DROP CONSTRAINT "friendships_lower_fk"`);
    await queryRunner.query(`DROP INDEX "public"."users_accounts_idx"`);
    await queryRunner.query(`DROP INDEX "public"."notifications_unread_idx"`);
    await queryRunner.query(`DROP INDEX "public"."notifications_user_idx"`);
    await queryRunner.query(`DROP TABLE "notifications"`);
    await queryRunner.query(`DROP INDEX "public"."blocks_blocked_idx"`);
    await queryRunner.query(`DROP TABLE "blocks"`);
    await queryRunner.query(`DROP INDEX "public"."friendships_higher_idx"`);
    await queryRunner.query(`DROP TABLE "friendships"`);
  }
}
