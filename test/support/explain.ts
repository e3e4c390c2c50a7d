import { Client } from 'pg';
import type { DataSource } from 'typeorm';

/** The plans, as text and with what really happened, of all statements that any connection is given while `work` runs. */
export async function plansOf(dataSource: DataSource, work: () => Promise<unknown>): Promise<string> {
  const spy = jest.spyOn(Client.prototype, 'query');
  let calls: unknown[][];
  try {
    await work();
    calls = [...spy.mock.calls];
  } finally {
    spy.mockRestore();
  }
  const plans: string[] = [];
  for (const [text, values] of calls) {
    if (typeof text !== 'string') throw new Error('only plain statements are explained');
    const rows = await dataSource.query<{ 'QUERY PLAN': string }[]>(
      `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) ${text}`,
      Array.isArray(values) ? values : [],
    );
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
  }
  return plans.join('\n\n');
}
