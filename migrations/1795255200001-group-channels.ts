import type { MigrationInterface, QueryRunner } from 'typeorm';

export class GroupChannels1795255200001 implements MigrationInterface {
  name = 'GroupChannels1795255200001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "group_channels" ("channel_id" bigint NOT NULL, "owner_id" bigint NOT NULL, "description" text NOT NULL DEFAULT '', "avatar" text, "announcement" text, "announced_at" TIMESTAMP WITH TIME ZONE, "join_mode" text NOT NULL DEFAULT 'open', "is_history_visible" boolean NOT NULL DEFAULT false, "member_count" integer NOT NULL DEFAULT '0', "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "group_channels_join_mode_check" CHECK (join_mode IN ('open', 'approval', 'invite')), CONSTRAINT "group_channels_pkey" PRIMARY KEY ("channel_id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "group_channels_joinable_idx" ON "group_channels"  ("channel_id") WHERE join_mode <> 'invite'`,
    );
    await queryRunner.query(
      `CREATE TABLE "group_join_requests" ("channel_id" bigint NOT NULL, "user_id" bigint NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "group_join_requests_pkey" PRIMARY KEY ("channel_id", "user_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "group_invitations" ("channel_id" bigint NOT NULL, "user_id" bigint NOT NULL, "inviter_id" bigint NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "group_invitations_pkey" PRIMARY KEY ("channel_id", "user_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "group_bans" ("channel_id" bigint NOT NULL, "user_id" bigint NOT NULL, "moderator_id" bigint NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "group_bans_pkey" PRIMARY KEY ("channel_id", "user_id"))`,
    );
    await queryRunner.query(`ALTER TABLE "direct_channels" DROP COLUMN "owner_id"`);
    await queryRunner.query(`ALTER TABLE "direct_channels" DROP COLUMN "icon"`);
    await queryRunner.query(`ALTER TABLE "channel_recipients" ADD "role" text NOT NULL DEFAULT 'member'`);
    await queryRunner.query(`ALTER TABLE "channel_recipients" ADD "joined_seq" bigint NOT NULL DEFAULT '0'`);
    await queryRunner.query(`ALTER TABLE "channel_recipients" ADD "muted_until" TIMESTAMP WITH TIME ZONE`);
    await queryRunner.query(
      `ALTER TABLE "channel_recipients" ADD CONSTRAINT "channel_recipients_role_check" CHECK (role IN ('owner', 'admin', 'member'))`,
    );
    await queryRunner.query(
      `ALTER TABLE "group_channels" ADD CONSTRAINT "group_channels_channel_fk" FOREIGN KEY ("channel_id") REFERENCES "direct_channels"("channel_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "group_join_requests" ADD CONSTRAINT "group_join_requests_group_fk" FOREIGN KEY ("channel_id") REFERENCES "group_channels"("channel_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "group_join_requests" ADD CONSTRAINT "group_join_requests_user_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "group_invitations" ADD CONSTRAINT "group_invitations_group_fk" FOREIGN KEY ("channel_id") REFERENCES "group_channels"("channel_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "group_invitations" ADD CONSTRAINT "group_invitations_user_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "group_bans" ADD CONSTRAINT "group_bans_group_fk" FOREIGN KEY ("channel_id") REFERENCES "group_channels"("channel_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "group_bans" ADD CONSTRAINT "group_bans_user_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "group_bans" DROP CONSTRAINT "group_bans_user_fk"`);
    await queryRunner.query(`ALTER TABLE "group_bans" DROP CONSTRAINT "group_bans_group_fk"`);
    await queryRunner.query(`ALTER TABLE "group_invitations" DROP CONSTRAINT "group_invitations_user_fk"`);
    await queryRunner.query(`ALTER TABLE "group_invitations" DROP CONSTRAINT "group_invitations_group_fk"`);
    await queryRunner.query(`ALTER TABLE "group_join_requests" DROP CONSTRAINT "group_join_requests_user_fk"`);
    await queryRunner.query(`ALTER TABLE "group_join_requests" DROP CONSTRAINT "group_join_requests_group_fk"`);
    await queryRunner.query(`ALTER TABLE "group_channels" DROP CONSTRAINT "group_channels_channel_fk"`);
    await queryRunner.query(`ALTER TABLE "channel_recipients" DROP CONSTRAINT "channel_recipients_role_check"`);
    await queryRunner.query(`ALTER TABLE "channel_recipients" DROP COLUMN "muted_until"`);
    await queryRunner.query(`ALTER TABLE "channel_recipients" DROP COLUMN "joined_seq"`);
    await queryRunner.query(`ALTER TABLE "channel_recipients" DROP COLUMN "role"`);
    await queryRunner.query(`ALTER TABLE "direct_channels" ADD "icon" text`);
    await queryRunner.query(`ALTER TABLE "direct_channels" ADD "owner_id" bigint`);
    await queryRunner.query(`DROP TABLE "group_bans"`);
    await queryRunner.query(`DROP TABLE "group_invitations"`);
    await queryRunner.query(`DROP TABLE "group_join_requests"`);
    await queryRunner.query(`DROP INDEX "public"."group_channels_joinable_idx"`);
    await queryRunner.query(`DROP TABLE "group_channels"`);
  }
}
