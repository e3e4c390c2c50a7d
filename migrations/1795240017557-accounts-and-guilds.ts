import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AccountsAndGuilds1795240017557 implements MigrationInterface {
  name = 'AccountsAndGuilds1795240017557';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "accounts" ("user_id" bigint NOT NULL, "email" text NOT NULL, "email_key" text NOT NULL, "password_hash" text NOT NULL, "password_changed_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "accounts_pkey" PRIMARY KEY ("user_id"))`,
    );
    await queryRunner.query(`CREATE UNIQUE INDEX "accounts_email_key" ON "accounts"  ("email_key") `);
    await queryRunner.query(
      `CREATE TABLE "auth_sessions" ("id" bigint NOT NULL, "user_id" bigint NOT NULL, "device" text NOT NULL, "address" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "last_used_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "revoked_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "auth_sessions_pkey" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "auth_sessions_user_idx" ON "auth_sessions"  ("user_id", "id") WHERE revoked_at IS NULL`,
    );
    await queryRunner.query(
      `CREATE TABLE "refresh_tokens" ("token_hash" bytea NOT NULL, "session_id" bigint NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "used_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("token_hash"))`,
    );
    await queryRunner.query(`CREATE INDEX "refresh_tokens_session_idx" ON "refresh_tokens"  ("session_id") `);
    await queryRunner.query(`CREATE INDEX "refresh_tokens_expires_at_idx" ON "refresh_tokens"  ("expires_at") `);
    await queryRunner.query(
      `CREATE TABLE "applications" ("id" bigint NOT NULL, "owner_id" bigint NOT NULL, "name" text NOT NULL, "description" text NOT NULL DEFAULT '', "icon" text, "bot_user_id" bigint, "bot_token_hash" bytea, "flags" integer NOT NULL DEFAULT '0', "is_bot_public" boolean NOT NULL DEFAULT true, CONSTRAINT "applications_pkey" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "applications_owner_idx" ON "applications"  ("owner_id", "id") `);
    await queryRunner.query(`CREATE UNIQUE INDEX "applications_bot_user_key" ON "applications"  ("bot_user_id") `);
    await queryRunner.query(`CREATE UNIQUE INDEX "applications_bot_token_key" ON "applications"  ("bot_token_hash") `);
    await queryRunner.query(
      `CREATE TABLE "reactions" ("channel_id" bigint NOT NULL, "message_id" bigint NOT NULL, "emoji_key" text NOT NULL, "user_id" bigint NOT NULL, "emoji_name" text, "animated" boolean NOT NULL DEFAULT false, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "reactions_pkey" PRIMARY KEY ("channel_id", "message_id", "emoji_key", "user_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "attachments" ("id" bigint NOT NULL, "channel_id" bigint NOT NULL, "message_id" bigint, "uploader_id" bigint NOT NULL, "filename" text NOT NULL, "content_type" text NOT NULL, "size" bigint NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "attachments_pkey" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "attachments_message_idx" ON "attachments"  ("channel_id", "message_id") `);
    await queryRunner.query(
      `CREATE INDEX "attachments_unused_idx" ON "attachments"  ("created_at") WHERE message_id IS NULL`,
    );
    await queryRunner.query(
      `CREATE TABLE "read_states" ("user_id" bigint NOT NULL, "channel_id" bigint NOT NULL, "last_read_id" bigint NOT NULL, "last_read_seq" bigint NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "read_states_pkey" PRIMARY KEY ("user_id", "channel_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "direct_channels" ("channel_id" bigint NOT NULL, "pair_key" text, "owner_id" bigint, "icon" text, "last_pin_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "direct_channels_pkey" PRIMARY KEY ("channel_id"))`,
    );
    await queryRunner.query(`CREATE UNIQUE INDEX "direct_channels_pair_key" ON "direct_channels"  ("pair_key") `);
    await queryRunner.query(
      `CREATE TABLE "channel_recipients" ("channel_id" bigint NOT NULL, "user_id" bigint NOT NULL, "joined_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "channel_recipients_pkey" PRIMARY KEY ("channel_id", "user_id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "channel_recipients_user_idx" ON "channel_recipients"  ("user_id", "channel_id") `,
    );
    await queryRunner.query(
      `CREATE TABLE "guilds" ("id" bigint NOT NULL, "name" text NOT NULL, "owner_id" bigint NOT NULL, "icon" text, "description" text, "system_channel_id" bigint, "rules_channel_id" bigint, "afk_channel_id" bigint, "afk_timeout_seconds" integer NOT NULL DEFAULT '300', "verification_level" integer NOT NULL DEFAULT '0', "default_message_notifications" integer NOT NULL DEFAULT '0', "explicit_content_filter" integer NOT NULL DEFAULT '0', "preferred_locale" text NOT NULL DEFAULT 'en-US', "member_count" integer NOT NULL DEFAULT '0', "deleted_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "guilds_pkey" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "guilds_owner_idx" ON "guilds"  ("owner_id") WHERE deleted_at IS NULL`);
    await queryRunner.query(
      `CREATE TABLE "roles" ("id" bigint NOT NULL, "guild_id" bigint NOT NULL, "name" text NOT NULL, "color" integer NOT NULL DEFAULT '0', "secondary_color" integer, "tertiary_color" integer, "hoist" boolean NOT NULL DEFAULT false, "mentionable" boolean NOT NULL DEFAULT false, "permissions" bigint NOT NULL, "position" integer NOT NULL, "icon" text, "unicode_emoji" text, "managed" boolean NOT NULL DEFAULT false, "bot_id" bigint, CONSTRAINT "roles_pkey" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "roles_guild_idx" ON "roles"  ("guild_id", "id") `);
    await queryRunner.query(
      `CREATE TABLE "members" ("guild_id" bigint NOT NULL, "user_id" bigint NOT NULL, "nick" text, "avatar" text, "role_ids" bigint array NOT NULL DEFAULT '{}', "joined_at" TIMESTAMP WITH TIME ZONE NOT NULL, "timeout_until" TIMESTAMP WITH TIME ZONE, "flags" integer NOT NULL DEFAULT '0', CONSTRAINT "members_pkey" PRIMARY KEY ("guild_id", "user_id"))`,
    );
    await queryRunner.query(`CREATE INDEX "members_user_idx" ON "members"  ("user_id", "guild_id") `);
    await queryRunner.query(
      `CREATE TABLE "guild_bans" ("guild_id" bigint NOT NULL, "user_id" bigint NOT NULL, "reason" text, "moderator_id" bigint, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "guild_bans_pkey" PRIMARY KEY ("guild_id", "user_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "guild_channels" ("channel_id" bigint NOT NULL, "guild_id" bigint NOT NULL, "type" text NOT NULL, "parent_id" bigint, "position" integer NOT NULL, "topic" text, "nsfw" boolean NOT NULL DEFAULT false, "slow_mode_seconds" integer NOT NULL DEFAULT '0', "last_pin_at" TIMESTAMP WITH TIME ZONE, "bitrate" integer, "user_limit" integer, "auto_archive_minutes" integer, CONSTRAINT "guild_channels_type_check" CHECK (type IN ('text', 'voice', 'category', 'announcement')), CONSTRAINT "guild_channels_pkey" PRIMARY KEY ("channel_id"))`,
    );
    await queryRunner.query(`CREATE INDEX "guild_channels_guild_idx" ON "guild_channels"  ("guild_id", "channel_id") `);
    await queryRunner.query(
      `CREATE TABLE "channel_overwrites" ("channel_id" bigint NOT NULL, "target_id" bigint NOT NULL, "kind" text NOT NULL, "allow" bigint NOT NULL, "deny" bigint NOT NULL, CONSTRAINT "channel_overwrites_kind_check" CHECK (kind IN ('role', 'member')), CONSTRAINT "channel_overwrites_pkey" PRIMARY KEY ("channel_id", "target_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "threads" ("channel_id" bigint NOT NULL, "guild_id" bigint NOT NULL, "parent_id" bigint NOT NULL, "owner_id" bigint NOT NULL, "type" text NOT NULL, "is_archived" boolean NOT NULL DEFAULT false, "is_locked" boolean NOT NULL DEFAULT false, "is_invitable" boolean, "auto_archive_minutes" integer NOT NULL, "archive_changed_at" TIMESTAMP WITH TIME ZONE NOT NULL, "slow_mode_seconds" integer NOT NULL DEFAULT '0', "member_count" integer NOT NULL DEFAULT '0', "last_pin_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "threads_type_check" CHECK (type IN ('public', 'private', 'announcement')), CONSTRAINT "threads_pkey" PRIMARY KEY ("channel_id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "threads_active_idx" ON "threads"  ("guild_id", "channel_id") WHERE NOT is_archived`,
    );
    await queryRunner.query(
      `CREATE INDEX "threads_archived_idx" ON "threads"  ("parent_id", "archive_changed_at") WHERE is_archived`,
    );
    await queryRunner.query(
      `CREATE TABLE "thread_members" ("thread_id" bigint NOT NULL, "user_id" bigint NOT NULL, "joined_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "thread_members_pkey" PRIMARY KEY ("thread_id", "user_id"))`,
    );
    await queryRunner.query(`CREATE INDEX "thread_members_user_idx" ON "thread_members"  ("user_id", "thread_id") `);
    await queryRunner.query(
      `CREATE TABLE "invites" ("code" text NOT NULL, "guild_id" bigint NOT NULL, "channel_id" bigint NOT NULL, "inviter_id" bigint NOT NULL, "uses" integer NOT NULL DEFAULT '0', "max_uses" integer NOT NULL DEFAULT '0', "max_age_seconds" integer NOT NULL DEFAULT '0', "temporary" boolean NOT NULL DEFAULT false, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "invites_pkey" PRIMARY KEY ("code"))`,
    );
    await queryRunner.query(`CREATE INDEX "invites_guild_idx" ON "invites"  ("guild_id", "channel_id") `);
    await queryRunner.query(
      `CREATE TABLE "webhooks" ("id" bigint NOT NULL, "guild_id" bigint NOT NULL, "channel_id" bigint NOT NULL, "creator_id" bigint, "name" text NOT NULL, "avatar" text, "application_id" bigint, "token_nonce" text NOT NULL, CONSTRAINT "webhooks_pkey" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "webhooks_guild_idx" ON "webhooks"  ("guild_id", "id") `);
    await queryRunner.query(`CREATE INDEX "webhooks_channel_idx" ON "webhooks"  ("channel_id", "id") `);
    await queryRunner.query(
      `CREATE TABLE "emojis" ("id" bigint NOT NULL, "guild_id" bigint NOT NULL, "name" text NOT NULL, "creator_id" bigint NOT NULL, "animated" boolean NOT NULL DEFAULT false, "role_ids" bigint array NOT NULL DEFAULT '{}', CONSTRAINT "emojis_pkey" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "emojis_guild_idx" ON "emojis"  ("guild_id", "id") `);
    await queryRunner.query(
      `CREATE TABLE "audit_log_entries" ("id" bigint NOT NULL, "guild_id" bigint NOT NULL, "user_id" bigint NOT NULL, "target_id" bigint, "action_type" integer NOT NULL, "reason" text, "changes" jsonb, "options" jsonb, CONSTRAINT "audit_log_entries_pkey" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "audit_log_entries_guild_idx" ON "audit_log_entries"  ("guild_id", "id") `);
    await queryRunner.query(`ALTER TABLE "users" ADD "username" text`);
    await queryRunner.query(`ALTER TABLE "users" ADD "username_key" text`);
    await queryRunner.query(`ALTER TABLE "users" ADD "display_name" text`);
    await queryRunner.query(`ALTER TABLE "users" ADD "avatar" text`);
    await queryRunner.query(`ALTER TABLE "users" ADD "bio" text`);
    await queryRunner.query(`ALTER TABLE "users" ADD "deleted_at" TIMESTAMP WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "messages" ADD "pinned_at" TIMESTAMP WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "messages" ADD "flags" integer NOT NULL DEFAULT '0'`);
    await queryRunner.query(`ALTER TABLE "messages" ADD "details" jsonb`);
    await queryRunner.query(`CREATE UNIQUE INDEX "users_username_key" ON "users"  ("username_key") `);
    await queryRunner.query(
      `CREATE INDEX "messages_pinned_idx" ON "messages"  ("channel_id", "pinned_at") WHERE pinned_at IS NOT NULL`,
    );
    await queryRunner.query(
      `ALTER TABLE "users" ADD CONSTRAINT "users_username_check" CHECK ((kind = 'guest') = (username IS NULL))`,
    );
    await queryRunner.query(
      `ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "auth_sessions" ADD CONSTRAINT "auth_sessions_user_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_fk" FOREIGN KEY ("session_id") REFERENCES "auth_sessions"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "applications" ADD CONSTRAINT "applications_owner_fk" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "applications" ADD CONSTRAINT "applications_bot_user_fk" FOREIGN KEY ("bot_user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "reactions" ADD CONSTRAINT "reactions_message_fk" FOREIGN KEY ("channel_id", "message_id") REFERENCES "messages"("channel_id","id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "read_states" ADD CONSTRAINT "read_states_channel_fk" FOREIGN KEY ("channel_id") REFERENCES "channels"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "direct_channels" ADD CONSTRAINT "direct_channels_channel_fk" FOREIGN KEY ("channel_id") REFERENCES "channels"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "channel_recipients" ADD CONSTRAINT "channel_recipients_channel_fk" FOREIGN KEY ("channel_id") REFERENCES "direct_channels"("channel_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "channel_recipients" ADD CONSTRAINT "channel_recipients_user_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "guilds" ADD CONSTRAINT "guilds_owner_fk" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "roles" ADD CONSTRAINT "roles_guild_fk" FOREIGN KEY ("guild_id") REFERENCES "guilds"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "members" ADD CONSTRAINT "members_guild_fk" FOREIGN KEY ("guild_id") REFERENCES "guilds"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "members" ADD CONSTRAINT "members_user_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "guild_bans" ADD CONSTRAINT "guild_bans_guild_fk" FOREIGN KEY ("guild_id") REFERENCES "guilds"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "guild_bans" ADD CONSTRAINT "guild_bans_user_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "guild_channels" ADD CONSTRAINT "guild_channels_channel_fk" FOREIGN KEY ("channel_id") REFERENCES "channels"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "guild_channels" ADD CONSTRAINT "guild_channels_guild_fk" FOREIGN KEY ("guild_id") REFERENCES "guilds"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "channel_overwrites" ADD CONSTRAINT "channel_overwrites_channel_fk" FOREIGN KEY ("channel_id") REFERENCES "guild_channels"("channel_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "threads" ADD CONSTRAINT "threads_channel_fk" FOREIGN KEY ("channel_id") REFERENCES "channels"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "threads" ADD CONSTRAINT "threads_guild_fk" FOREIGN KEY ("guild_id") REFERENCES "guilds"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "threads" ADD CONSTRAINT "threads_parent_fk" FOREIGN KEY ("parent_id") REFERENCES "guild_channels"("channel_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "thread_members" ADD CONSTRAINT "thread_members_thread_fk" FOREIGN KEY ("thread_id") REFERENCES "threads"("channel_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "invites" ADD CONSTRAINT "invites_guild_fk" FOREIGN KEY ("guild_id") REFERENCES "guilds"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_guild_fk" FOREIGN KEY ("guild_id") REFERENCES "guilds"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "emojis" ADD CONSTRAINT "emojis_guild_fk" FOREIGN KEY ("guild_id") REFERENCES "guilds"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "audit_log_entries" ADD CONSTRAINT "audit_log_entries_guild_fk" FOREIGN KEY ("guild_id") REFERENCES "guilds"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "audit_log_entries" DROP CONSTRAINT "audit_log_entries_guild_fk"`);
    await queryRunner.query(`ALTER TABLE "emojis" DROP CONSTRAINT "emojis_guild_fk"`);
    await queryRunner.query(`ALTER TABLE "webhooks" DROP CONSTRAINT "webhooks_guild_fk"`);
    await queryRunner.query(`ALTER TABLE "invites" DROP CONSTRAINT "invites_guild_fk"`);
    await queryRunner.query(`ALTER TABLE "thread_members" DROP CONSTRAINT "thread_members_thread_fk"`);
    await queryRunner.query(`ALTER TABLE "threads" DROP CONSTRAINT "threads_parent_fk"`);
    await queryRunner.query(`ALTER TABLE "threads" DROP CONSTRAINT "threads_guild_fk"`);
    await queryRunner.query(`ALTER TABLE "threads" DROP CONSTRAINT "threads_channel_fk"`);
    await queryRunner.query(`ALTER TABLE "channel_overwrites" DROP CONSTRAINT "channel_overwrites_channel_fk"`);
    await queryRunner.query(`ALTER TABLE "guild_channels" DROP CONSTRAINT "guild_channels_guild_fk"`);
    await queryRunner.query(`ALTER TABLE "guild_channels" DROP CONSTRAINT "guild_channels_channel_fk"`);
    await queryRunner.query(`ALTER TABLE "guild_bans" DROP CONSTRAINT "guild_bans_user_fk"`);
    await queryRunner.query(`ALTER TABLE "guild_bans" DROP CONSTRAINT "guild_bans_guild_fk"`);
    await queryRunner.query(`ALTER TABLE "members" DROP CONSTRAINT "members_user_fk"`);
    await queryRunner.query(`ALTER TABLE "members" DROP CONSTRAINT "members_guild_fk"`);
    await queryRunner.query(`ALTER TABLE "roles" DROP CONSTRAINT "roles_guild_fk"`);
    await queryRunner.query(`ALTER TABLE "guilds" DROP CONSTRAINT "guilds_owner_fk"`);
    await queryRunner.query(`ALTER TABLE "channel_recipients" DROP CONSTRAINT "channel_recipients_user_fk"`);
    await queryRunner.query(`ALTER TABLE "channel_recipients" DROP CONSTRAINT "channel_recipients_channel_fk"`);
    await queryRunner.query(`ALTER TABLE "direct_channels" DROP CONSTRAINT "direct_channels_channel_fk"`);
    await queryRunner.query(`ALTER TABLE "read_states" DROP CONSTRAINT "read_states_channel_fk"`);
    await queryRunner.query(`ALTER TABLE "reactions" DROP CONSTRAINT "reactions_message_fk"`);
    await queryRunner.query(`ALTER TABLE "applications" DROP CONSTRAINT "applications_bot_user_fk"`);
    await queryRunner.query(`ALTER TABLE "applications" DROP CONSTRAINT "applications_owner_fk"`);
    await queryRunner.query(`ALTER TABLE "refresh_tokens" DROP CONSTRAINT "refresh_tokens_session_fk"`);
    await queryRunner.query(`ALTER TABLE "auth_sessions" DROP CONSTRAINT "auth_sessions_user_fk"`);
    await queryRunner.query(`ALTER TABLE "accounts" DROP CONSTRAINT "accounts_user_fk"`);
    await queryRunner.query(`ALTER TABLE "users" DROP CONSTRAINT "users_username_check"`);
    await queryRunner.query(`DROP INDEX "public"."messages_pinned_idx"`);
    await queryRunner.query(`DROP INDEX "public"."users_username_key"`);
    await queryRunner.query(`ALTER TABLE "messages" DROP COLUMN "details"`);
    await queryRunner.query(`ALTER TABLE "messages" DROP COLUMN "flags"`);
    await queryRunner.query(`ALTER TABLE "messages" DROP COLUMN "pinned_at"`);
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "deleted_at"`);
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "bio"`);
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "avatar"`);
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "display_name"`);
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "username_key"`);
    await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "username"`);
    await queryRunner.query(`DROP INDEX "public"."audit_log_entries_guild_idx"`);
    await queryRunner.query(`DROP TABLE "audit_log_entries"`);
    await queryRunner.query(`DROP INDEX "public"."emojis_guild_idx"`);
    await queryRunner.query(`DROP TABLE "emojis"`);
    await queryRunner.query(`DROP INDEX "public"."webhooks_channel_idx"`);
    await queryRunner.query(`DROP INDEX "public"."webhooks_guild_idx"`);
    await queryRunner.query(`DROP TABLE "webhooks"`);
    await queryRunner.query(`DROP INDEX "public"."invites_guild_idx"`);
    await queryRunner.query(`DROP TABLE "invites"`);
    await queryRunner.query(`DROP INDEX "public"."thread_members_user_idx"`);
    await queryRunner.query(`DROP TABLE "thread_members"`);
    await queryRunner.query(`DROP INDEX "public"."threads_archived_idx"`);
    await queryRunner.query(`DROP INDEX "public"."threads_active_idx"`);
    await queryRunner.query(`DROP TABLE "threads"`);
    await queryRunner.query(`DROP TABLE "channel_overwrites"`);
    await queryRunner.query(`DROP INDEX "public"."guild_channels_guild_idx"`);
    await queryRunner.query(`DROP TABLE "guild_channels"`);
    await queryRunner.query(`DROP TABLE "guild_bans"`);
    await queryRunner.query(`DROP INDEX "public"."members_user_idx"`);
    await queryRunner.query(`DROP TABLE "members"`);
    await queryRunner.query(`DROP INDEX "public"."roles_guild_idx"`);
    await queryRunner.query(`DROP TABLE "roles"`);
    await queryRunner.query(`DROP INDEX "public"."guilds_owner_idx"`);
    await queryRunner.query(`DROP TABLE "guilds"`);
    await queryRunner.query(`DROP INDEX "public"."channel_recipients_user_idx"`);
    await queryRunner.query(`DROP TABLE "channel_recipients"`);
    await queryRunner.query(`DROP INDEX "public"."direct_channels_pair_key"`);
    await queryRunner.query(`DROP TABLE "direct_channels"`);
    await queryRunner.query(`DROP TABLE "read_states"`);
    await queryRunner.query(`DROP INDEX "public"."attachments_unused_idx"`);
    await queryRunner.query(`DROP INDEX "public"."attachments_message_idx"`);
    await queryRunner.query(`DROP TABLE "attachments"`);
    await queryRunner.query(`DROP TABLE "reactions"`);
    await queryRunner.query(`DROP INDEX "public"."applications_bot_token_key"`);
    await queryRunner.query(`DROP INDEX "public"."applications_bot_user_key"`);
    await queryRunner.query(`DROP INDEX "public"."applications_owner_idx"`);
    await queryRunner.query(`DROP TABLE "applications"`);
    await queryRunner.query(`DROP INDEX "public"."refresh_tokens_expires_at_idx"`);
    await queryRunner.query(`DROP INDEX "public"."refresh_tokens_session_idx"`);
    await queryRunner.query(`DROP TABLE "refresh_tokens"`);
    await queryRunner.query(`DROP INDEX "public"."auth_sessions_user_idx"`);
    await queryRunner.query(`DROP TABLE "auth_sessions"`);
    await queryRunner.query(`DROP INDEX "public"."accounts_email_key"`);
    await queryRunner.query(`DROP TABLE "accounts"`);
  }
}
