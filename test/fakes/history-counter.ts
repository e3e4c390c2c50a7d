import { HistoryCounter, type HistoryRange } from '../../src/application/messaging';
import type { Message } from '../../src/domain/messaging';
import type { Id } from '../../src/shared/ids';
import type { FakeMessages } from './messaging';

const kindsShown = new Set(['text', 'announcement']);

/** Counts what the fake reader shows. */
export class FakeHistoryCounter extends HistoryCounter {
  constructor(private readonly messages: FakeMessages) {
    super();
  }

  async count(range: HistoryRange): Promise<number> {
    return this.within(range).length;
  }

  async idAt(range: HistoryRange, offset: number): Promise<Id | undefined> {
    return this.within(range).at(-1 - offset)?.id;
  }

  private within({ channelId, afterSeq = 0, toSeq = Number.MAX_SAFE_INTEGER }: HistoryRange): readonly Message[] {
    const all = this.messages.of(channelId, true) ?? [];
    return all.filter(({ seq, kind }) => seq > afterSeq && seq <= toSeq && kindsShown.has(kind));
  }
}
