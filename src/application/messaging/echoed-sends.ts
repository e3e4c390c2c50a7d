import { Injectable } from '@nestjs/common';
import type { Message } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import { Clock } from '../shared/clock';
import { Metrics } from '../shared/metrics';

/** How long the echo of a message may take. */
export const ECHO_WINDOW_MS = 10_000;
/** Messages of one author that wait for their echo; the oldest is forgotten when there are more ... */
export const AWAITED_ECHOES_OF_AUTHOR_MAX = 100;
/** ... and messages of everybody. */
export const AWAITED_ECHOES_MAX = 10_000;

/** What a message and its echo have in common. */
export interface Utterance {
  readonly authorId: Id;
  readonly channelId: Id;
  readonly content: string;
}

interface AwaitedEcho extends Utterance {
  readonly sent: Promise<Message>;
  readonly expiresAtMs: number;
}

/**
 * Some clients send each message twice: as a request, and then the same text again over their socket. The second is the
 * echo of the first and no message of its own. Each message has at most one echo, for as long as {@link ECHO_WINDOW_MS};
 * what this process does not remember is a message like any other.
 */
@Injectable()
export class EchoedSends {
  /** By author, oldest first; the author whose message is awaited longest in front. */
  private readonly awaited = new Map<Id, AwaitedEcho[]>();
  private count = 0;

  constructor(
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {
    metrics.gauge('guildhall_awaited_echoes', 'Messages whose echo over a socket may still come', () => this.count);
  }

  /** A message is being sent by a request: its echo may come from now on, also before the message is there. */
  expect(utterance: Utterance, sent: Promise<Message>): void {
    const { authorId, channelId, content } = utterance;
    const echo: AwaitedEcho = {
      ...{ authorId, channelId, content, sent },
      expiresAtMs: this.clock.nowMs() + ECHO_WINDOW_MS,
    };
    this.forgetExpired(authorId);
    this.forgetSilent();
    const ofAuthor = this.awaited.get(authorId) ?? [];
    // Behind all others: those in front expire first.
    this.awaited.delete(authorId);
    this.awaited.set(authorId, ofAuthor);
    ofAuthor.push(echo);
    this.count += 1;
    if (ofAuthor.length > AWAITED_ECHOES_OF_AUTHOR_MAX) this.forgetOldestOf(authorId);
    while (this.count > AWAITED_ECHOES_MAX) this.makeRoom();
    // A message that was refused has no echo.
    sent.catch(() => this.remove(echo));
  }

  /** The message that this is the echo of; undefined when it is a message of its own. */
  take({ authorId, channelId, content }: Utterance): Promise<Message> | undefined {
    this.forgetExpired(authorId);
    const echo = this.awaited.get(authorId)?.find((one) => one.channelId === channelId && one.content === content);
    if (!echo) return undefined;
    this.remove(echo);
    return echo.sent;
  }

  /** Those who sent nothing for so long that nothing of theirs is awaited any more. */
  private forgetSilent(): void {
    for (const authorId of this.awaited.keys()) {
      this.forgetExpired(authorId);
      if (this.awaited.has(authorId)) return;
    }
  }

  private makeRoom(): void {
    const [authorId] = this.awaited.keys();
    if (authorId === undefined) return;
    this.metrics.limitReached('awaited_echoes');
    this.forgetOldestOf(authorId);
  }

  private forgetOldestOf(authorId: Id): void {
    const [oldest] = this.awaited.get(authorId) ?? [];
    if (oldest) this.remove(oldest);
  }

  private forgetExpired(authorId: Id): void {
    const nowMs = this.clock.nowMs();
    const expired = (this.awaited.get(authorId) ?? []).filter(({ expiresAtMs }) => expiresAtMs <= nowMs);
    for (const echo of expired) this.remove(echo);
  }

  private remove(echo: AwaitedEcho): void {
    const ofAuthor = this.awaited.get(echo.authorId);
    const index = ofAuthor?.indexOf(echo) ?? -1;
    if (!ofAuthor || index < 0) return;
    ofAuthor.splice(index, 1);
    this.count -= 1;
    if (ofAuthor.length === 0) this.awaited.delete(echo.authorId);
  }
}
