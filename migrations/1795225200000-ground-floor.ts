import type { MigrationInterface, QueryRunner } from 'typeorm';

export class GroundFloor1795225200000 implements MigrationInterface {
  name = 'GroundFloor1795225200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "users" ("id" bigint NOT NULL, "kind" text NOT NULL, "external_id" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "users_kind_check" CHECK (kind IN ('human', 'bot', 'guest')), CONSTRAINT "users_external_id_check" CHECK ((kind = 'guest') = (external_id IS NOT NULL)), CONSTRAINT "users_pkey" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE UNIQUE INDEX "users_external_id_key" ON "users"  ("external_id") `);
    await queryRunner.query(
      `CREATE TABLE "channels" ("id" bigint NOT NULL, "kind" text NOT NULL, "name" text NOT NULL, "head_seq" bigint NOT NULL DEFAULT '0', "head_id" bigint, "changed_xid" bigint NOT NULL DEFAULT '0', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "closed_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "channels_pkey" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "channels_open_idx" ON "channels"  ("kind", "id") WHERE closed_at IS NULL`);
    await queryRunner.query(
      `CREATE TABLE "messages" ("channel_id" bigint NOT NULL, "id" bigint NOT NULL, "seq" bigint NOT NULL, "kind" text NOT NULL, "author_id" bigint, "author_name" text, "by_admin" boolean NOT NULL DEFAULT false, "content" text NOT NULL, "nonce" text, "edited_at" TIMESTAMP WITH TIME ZONE, "deleted_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "messages_pkey" PRIMARY KEY ("channel_id", "id"))`,
    );
    await queryRunner.query(`CREATE UNIQUE INDEX "messages_channel_seq_key" ON "messages"  ("channel_id", "seq") `);
    await queryRunner.query(`CREATE INDEX "messages_author_idx" ON "messages"  ("channel_id", "author_id", "id") `);
    await queryRunner.query(
      `CREATE INDEX "messages_nonce_idx" ON "messages"  ("channel_id", "author_id", "nonce", "id") WHERE nonce IS NOT NULL`,
    );
    await queryRunner.query(
      `CREATE TABLE "rooms" ("channel_id" bigint NOT NULL, "admin_user_ids" text array NOT NULL DEFAULT '{}', "access" text NOT NULL, "max_members" integer, "slow_mode_seconds" integer NOT NULL DEFAULT '0', "metadata" jsonb NOT NULL DEFAULT '{}', "peak_users" integer NOT NULL DEFAULT '0', "total_joins" bigint NOT NULL DEFAULT '0', "visit_head" bigint NOT NULL DEFAULT '0', CONSTRAINT "rooms_pkey" PRIMARY KEY ("channel_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "room_visits" ("id" bigint NOT NULL, "channel_id" bigint NOT NULL, "user_key" text NOT NULL, "process_id" uuid NOT NULL, "joined_at" TIMESTAMP WITH TIME ZONE NOT NULL, "left_at" TIMESTAMP WITH TIME ZONE, "closed_seq" bigint, CONSTRAINT "room_visits_pkey" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE UNIQUE INDEX "room_visits_closed_key" ON "room_visits"  ("channel_id", "closed_seq") WHERE closed_seq IS NOT NULL`,
    );
    await queryRunner.query(`CREATE INDEX "room_visits_user_idx" ON "room_visits"  ("channel_id", "user_key") `);
    await queryRunner.query(
      `CREATE INDEX "room_visits_open_idx" ON "room_visits"  ("process_id") WHERE left_at IS NULL`,
    );
    await queryRunner.query(
      `CREATE TABLE "room_bans" ("channel_id" bigint NOT NULL, "user_id" bigint NOT NULL, "reason" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "room_bans_pkey" PRIMARY KEY ("channel_id", "user_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "room_mutes" ("channel_id" bigint NOT NULL, "user_id" bigint NOT NULL, "reason" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "room_mutes_pkey" PRIMARY KEY ("channel_id", "user_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "room_syncs" ("channel_id" bigint NOT NULL, "acknowledged_message_seq" bigint NOT NULL DEFAULT '0', "acknowledged_visit_seq" bigint NOT NULL DEFAULT '0', "acknowledged_xid" bigint NOT NULL DEFAULT '0', "acknowledged_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "room_syncs_pkey" PRIMARY KEY ("channel_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "outbox" ("id" BIGSERIAL NOT NULL, "topic" text NOT NULL, "ordering_key" text NOT NULL, "event_type" text NOT NULL, "coalescing_key" text, "rerun" boolean NOT NULL DEFAULT false, "payload" jsonb NOT NULL, "body" text, "status" text NOT NULL DEFAULT 'pending', "attempts" integer NOT NULL DEFAULT '0', "last_error" text, "next_attempt_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "first_attempt_at" TIMESTAMP WITH TIME ZONE, "leased_until" TIMESTAMP WITH TIME ZONE, "lease_id" uuid, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "delivered_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "outbox_status_check" CHECK (status IN ('pending', 'delivered', 'dead')), CONSTRAINT "outbox_pkey" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "outbox_order_idx" ON "outbox"  ("topic", "ordering_key", "id") WHERE status = 'pending'`,
    );
    await queryRunner.query(`CREATE INDEX "outbox_due_idx" ON "outbox"  ("next_attempt_at") WHERE status = 'pending'`);
    await queryRunner.query(`CREATE INDEX "outbox_status_idx" ON "outbox"  ("topic", "status", "id") `);
    await queryRunner.query(
      `CREATE UNIQUE INDEX "outbox_coalescing_key" ON "outbox"  ("topic", "coalescing_key") WHERE status = 'pending' AND coalescing_key IS NOT NULL`,
    );
    await queryRunner.query(
      `CREATE TABLE "invalidations" ("id" BIGSERIAL NOT NULL, "key" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "invalidations_pkey" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "invalidations_created_at_idx" ON "invalidations"  ("created_at") `);
    await queryRunner.query(
      `CREATE TABLE "worker_leases" ("worker_number" integer NOT NULL, "process_id" uuid NOT NULL, "renewed_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "last_time_ms" bigint NOT NULL, CONSTRAINT "worker_leases_pkey" PRIMARY KEY ("worker_number"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "scheduled_jobs" ("name" text NOT NULL, "last_started_at" TIMESTAMP WITH TIME ZONE, "last_finished_at" TIMESTAMP WITH TIME ZONE, "last_error" text, CONSTRAINT "scheduled_jobs_pkey" PRIMARY KEY ("name"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "installation" ("id" integer NOT NULL, "system_identifier" text NOT NULL, CONSTRAINT "installation_single_check" CHECK (id = 1), CONSTRAINT "installation_pkey" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `ALTER TABLE "messages" ADD CONSTRAINT "messages_channel_fk" FOREIGN KEY ("channel_id") REFERENCES "channels"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "rooms" ADD CONSTRAINT "rooms_channel_fk" FOREIGN KEY ("channel_id") REFERENCES "channels"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "room_visits" ADD CONSTRAINT "room_visits_room_fk" FOREIGN KEY ("channel_id") REFERENCES "rooms"("channel_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "room_bans" ADD CONSTRAINT "room_bans_room_fk" FOREIGN KEY ("channel_id") REFERENCES "rooms"("channel_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "room_bans" ADD CONSTRAINT "room_bans_user_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "room_mutes" ADD CONSTRAINT "room_mutes_room_fk" FOREIGN KEY ("channel_id") REFERENCES "rooms"("channel_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "room_mutes" ADD CONSTRAINT "room_mutes_user_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "room_syncs" ADD CONSTRAINT "room_syncs_room_fk" FOREIGN KEY ("channel_id") REFERENCES "rooms"("channel_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "room_syncs" DROP CONSTRAINT "room_syncs_room_fk"`);
    await queryRunner.query(`ALTER TABLE "room_mutes" DROP CONSTRAINT "room_mutes_user_fk"`);
    await queryRunner.query(`ALTER TABLE "room_mutes" DROP CONSTRAINT "room_mutes_room_fk"`);
    await queryRunner.query(`ALTER TABLE "room_bans" DROP CONSTRAINT "room_bans_user_fk"`);
    await queryRunner.query(`ALTER TABLE "room_bans" DROP CONSTRAINT "room_bans_room_fk"`);
    await queryRunner.query(`ALTER TABLE "room_visits" DROP CONSTRAINT "room_visits_room_fk"`);
    await queryRunner.query(`ALTER TABLE "rooms" DROP CONSTRAINT "rooms_channel_fk"`);
    await queryRunner.query(`ALTER TABLE "messages" DROP CONSTRAINT "messages_channel_fk"`);
    await queryRunner.query(`DROP TABLE "installation"`);
    await queryRunner.query(`DROP TABLE "scheduled_jobs"`);
    await queryRunner.query(`DROP TABLE "worker_leases"`);
    await queryRunner.query(`DROP INDEX "public"."invalidations_created_at_idx"`);
    await queryRunner.query(`DROP TABLE "invalidations"`);
    await queryRunner.query(`DROP INDEX "public"."outbox_coalescing_key"`);
    await queryRunner.query(`DROP INDEX "public"."outbox_status_idx"`);
    await queryRunner.query(`DROP INDEX "public"."outbox_due_idx"`);
    await queryRunner.query(`DROP INDEX "public"."outbox_order_idx"`);
    await queryRunner.query(`DROP TABLE "outbox"`);
    await queryRunner.query(`DROP TABLE "room_syncs"`);
    await queryRunner.query(`DROP TABLE "room_mutes"`);
    await queryRunner.query(`DROP TABLE "room_bans"`);
    await queryRunner.query(`DROP INDEX "public"."room_visits_open_idx"`);
    await queryRunner.query(`DROP INDEX "public"."room_visits_user_idx"`);
    await queryRunner.query(`DROP INDEX "public"."room_visits_closed_key"`);
    await queryRunner.query(`DROP TABLE "room_visits"`);
    await queryRunner.query(`DROP TABLE "rooms"`);
    await queryRunner.query(`DROP INDEX "public"."messages_nonce_idx"`);
    await queryRunner.query(`DROP INDEX "public"."messages_author_idx"`);
    await queryRunner.query(`DROP INDEX "public"."messages_channel_seq_key"`);
    await queryRunner.query(`DROP TABLE "messages"`);
    await queryRunner.query(`DROP INDEX "public"."channels_open_idx"`);
    await queryRunner.query(`DROP TABLE "channels"`);
    await queryRunner.query(`DROP INDEX "public"."users_external_id_key"`);
    await queryRunner.query(`DROP TABLE "users"`);
  }
}
