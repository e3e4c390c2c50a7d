/** Examples given of one reason or change. */
const EXAMPLES_MAX = 20;

export type CountedKind = 'user' | 'group' | 'room' | 'message';

/** What an import did, for a person to read. */
export class ImportReport {
  private readonly counts = new Map<string, { imported: number; known: number }>();
  private readonly remarks = new Map<string, { count: number; examples: string[] }>();

  imported(kind: CountedKind, count = 1): void {
    this.countsOf(kind).imported += count;
  }

  /** Brought in by an earlier run. */
  known(kind: CountedKind, count = 1): void {
    this.countsOf(kind).known += count;
  }

  /** @param what of all that is alike; `example` says which one */
  remark(what: string, example?: string): void {
    const remark = this.remarks.get(what) ?? { count: 0, examples: [] };
    this.remarks.set(what, remark);
    remark.count += 1;
    if (example !== undefined && remark.examples.length < EXAMPLES_MAX) remark.examples.push(example);
  }

  lines(): readonly string[] {
    const counts = [...this.counts].map(
      ([kind, { imported, known }]) => `${`${kind}s`.padEnd(9)} ${imported} imported, ${known} were there already`,
    );
    const remarks = [...this.remarks].flatMap(([what, { count, examples }]) => [
      `${what}: ${count}`,
      ...examples.map((example) => `  ${example}`),
      ...(count > examples.length && examples.length > 0 ? ['  ...'] : []),
    ]);
    return [...counts, ...remarks];
  }

  private countsOf(kind: CountedKind): { imported: number; known: number } {
    const counts = this.counts.get(kind) ?? { imported: 0, known: 0 };
    this.counts.set(kind, counts);
    return counts;
  }
}
