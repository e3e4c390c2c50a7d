import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import type { ComponentInteraction, Message } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { Clock } from '../../shared/clock';
import { Metrics } from '../../shared/metrics';

/** So long a bot may send and change messages by an interaction's token. */
export const INTERACTION_LIFETIME_MS = 15 * 60_000;
/** So long it has for its first answer. */
export const INTERACTION_ANSWER_MS = 3_000;
/** Interactions in memory; the oldest is dropped, and answers to it are refused as if its time were over. */
export const LIVE_INTERACTIONS_MAX = 10_000;

/** What stands for `@original`: a message of the bot's, or the one with the component. */
export type InteractionState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'source' }
  /** Promised; the first message that comes is it. */
  | { readonly kind: 'deferred'; readonly isEphemeral: boolean }
  | { readonly kind: 'message'; readonly messageId: Id };

export interface LiveInteraction {
  readonly interaction: ComponentInteraction;
  /** The message with the component, as it was then. */
  readonly source: Message;
  state: InteractionState;
}

/**
 * Interactions that can still be answered. Only in memory: they last minutes, and a bot that loses one loses no message.
 */
@Injectable()
export class LiveInteractions {
  private readonly byToken = new Map<string, LiveInteraction>();

  constructor(
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {
    metrics.gauge('guildhall_live_interactions', 'Interactions that can still be answered', () => this.byToken.size);
  }

  open(interaction: ComponentInteraction, source: Message): void {
    this.forgetOld();
    this.byToken.set(interaction.token, { interaction, source, state: { kind: 'waiting' } });
  }

  /**
   * For the first answer, which only one caller gets to give.
   * @throws AppError `unknown_interaction` (also when it is too late), `interaction_acknowledged`
   */
  claim(id: Id, token: string, state: InteractionState): LiveInteraction {
    const live = this.find(token);
    if (live?.interaction.id !== id) throw guildError('unknown_interaction');
    if (live.state.kind !== 'waiting') throw guildError('interaction_acknowledged');
    if (this.ageMs(live) > INTERACTION_ANSWER_MS) throw guildError('unknown_interaction');
    live.state = state;
    return live;
  }

  /** For what follows the first answer. @throws AppError `unknown_webhook`, `invalid_webhook_token` */
  require(applicationId: Id, token: string): LiveInteraction {
    const live = this.find(token);
    if (live?.interaction.applicationId !== applicationId) throw guildError('invalid_webhook_token');
    if (live.state.kind === 'waiting') throw guildError('unknown_webhook');
    return live;
  }

  /** Undefined when its time is over. */
  find(token: string): LiveInteraction | undefined {
    const live = this.byToken.get(token);
    return live && this.ageMs(live) <= INTERACTION_LIFETIME_MS ? live : undefined;
  }

  private ageMs({ interaction }: LiveInteraction): number {
    return this.clock.nowMs() - interaction.createdAtMs;
  }

  /** They stand in the order in which they came. */
  private forgetOld(): void {
    for (const [token, live] of this.byToken) {
      const isFull = this.byToken.size >= LIVE_INTERACTIONS_MAX;
      if (!isFull && this.ageMs(live) <= INTERACTION_LIFETIME_MS) return;
      if (isFull) this.metrics.limitReached('live_interactions');
      this.byToken.delete(token);
    }
  }
}
