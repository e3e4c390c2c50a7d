/** A room as operators and the people inside see it. */
export class PresentedRoom {
  room_id!: string;
  room_name!: string;
  admin_user_ids!: string[];
  access!: string;
  /** Seconds since 1970. */
  start_time!: number;
  current_users!: number;
  peak_users!: number;
  total_joins!: number;
  max_members!: number | null;
  slow_mode_seconds!: number;
  metadata!: object;
  created_at!: string;
  closed_at!: string | null;
}
