import { EntitySchema } from 'typeorm';

/** A cached key whose value may have changed; other processes poll these rows. */
export interface InvalidationRow {
  id: string;
  key: string;
  created_at: Date;
}

export const invalidationTable = new EntitySchema<InvalidationRow>({
  name: 'invalidation',
  tableName: 'invalidations',
  columns: {
    id: { type: 'bigint', primary: true, generated: 'increment', primaryKeyConstraintName: 'invalidations_pkey' },
    key: { type: 'text' },
    created_at: { type: 'timestamptz', default: () => 'now()' },
  },
  indices: [{ name: 'invalidations_created_at_idx', columns: ['created_at'] }],
});

/** Who holds which Snowflake worker number. `last_time_ms` keeps a later holder from repeating ids. */
export interface WorkerLeaseRow {
  worker_number: number;
  process_id: string;
  renewed_at: Date;
  expires_at: Date;
  last_time_ms: string;
}

export const workerLeaseTable = new EntitySchema<WorkerLeaseRow>({
  name: 'worker_lease',
  tableName: 'worker_leases',
  columns: {
    worker_number: { type: 'integer', primary: true, primaryKeyConstraintName: 'worker_leases_pkey' },
    process_id: { type: 'uuid' },
    renewed_at: { type: 'timestamptz' },
    expires_at: { type: 'timestamptz' },
    last_time_ms: { type: 'bigint' },
  },
});

/** When a scheduled job last ran, on whichever process. */
export interface ScheduledJobRow {
  name: string;
  last_started_at: Date | null;
  last_finished_at: Date | null;
  last_error: string | null;
}

export const scheduledJobTable = new EntitySchema<ScheduledJobRow>({
  name: 'scheduled_job',
  tableName: 'scheduled_jobs',
  columns: {
    name: { type: 'text', primary: true, primaryKeyConstraintName: 'scheduled_jobs_pkey' },
    last_started_at: { type: 'timestamptz', nullable: true },
    last_finished_at: { type: 'timestamptz', nullable: true },
    last_error: { type: 'text', nullable: true },
  },
});

/** What was done once in the life of this installation and is not done again. */
export interface CompletedSetupRow {
  name: string;
  completed_at: Date;
}

export const completedSetupTable = new EntitySchema<CompletedSetupRow>({
  name: 'completed_setup',
  tableName: 'completed_setups',
  columns: {
    name: { type: 'text', primary: true, primaryKeyConstraintName: 'completed_setups_pkey' },
    completed_at: { type: 'timestamptz' },
  },
});

/** One row: which database cluster this data lives in; transaction numbers mean nothing in another one. */
export interface InstallationRow {
  id: number;
  system_identifier: string;
}

export const installationTable = new EntitySchema<InstallationRow>({
  name: 'installation',
  tableName: 'installation',
  columns: {
    id: { type: 'integer', primary: true, primaryKeyConstraintName: 'installation_pkey' },
    system_identifier: { type: 'text' },
  },
  checks: [{ name: 'installation_single_check', expression: 'id = 1' }],
});
