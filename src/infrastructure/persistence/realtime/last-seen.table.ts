import { EntitySchema } from 'typeorm';

/** When somebody was last here. Apart from `users`, whose rows are read all the time and seldom written. */
export interface LastSeenRow {
  user_id: string;
  last_seen_at: Date;
}

export const lastSeenTable = new EntitySchema<LastSeenRow>({
  name: 'last_seen',
  tableName: 'last_seen',
  columns: {
    user_id: { type: 'bigint', primary: true, primaryKeyConstraintName: 'last_seen_pkey' },
    last_seen_at: { type: 'timestamptz' },
  },
  foreignKeys: [{ name: 'last_seen_user_fk', target: 'user', columnNames: ['user_id'], referencedColumnNames: ['id'] }],
});
