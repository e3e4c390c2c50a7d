import fc from 'fast-check';
import {
  batchEnd,
  readSyncCursor,
  SYNC_BATCH_MAX,
  SYNC_START,
  type SyncPosition,
  writeSyncCursor,
} from './sync-payload';

describe('batchEnd', () => {
  it('walks both histories to their heads without leaving a position out', () => {
    const heads = fc.record({ messageSeq: fc.nat(7_000), visitSeq: fc.nat(7_000) });
    fc.assert(
      fc.property(heads, (head) => {
        let position: SyncPosition = SYNC_START;
        for (let batches = 1; ; batches += 1) {
          const end = batchEnd(position, head);
          expect(end.messageSeq - position.messageSeq).toBeLessThanOrEqual(SYNC_BATCH_MAX);
          expect(end.visitSeq - position.visitSeq).toBeLessThanOrEqual(SYNC_BATCH_MAX);
          position = end;
          if (end.isLast) break;
          expect(batches).toBeLessThan(8);
        }
        expect(position).toMatchObject(head);
      }),
    );
  });

  it('ends at once where there is nothing new', () => {
    expect(batchEnd({ messageSeq: 4, visitSeq: 2 }, { messageSeq: 4, visitSeq: 2 }).isLast).toBe(true);
  });
});

describe('sync cursor', () => {
  it('reads what it wrote', () => {
    const cursor = { messageSeq: 12, visitSeq: 0, changedXid: '9007199254740993' };

    expect(readSyncCursor(writeSyncCursor(cursor))).toEqual(cursor);
  });

  it.each(['', 'm1.v2', 'm1.v2.x', 'm-1.v2.x3', 'm1.v2.x3 ', 'x3.m1.v2'])('refuses %j', (text) => {
    expect(readSyncCursor(text)).toBeUndefined();
  });
});
