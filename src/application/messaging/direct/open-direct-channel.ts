import { Injectable } from '@nestjs/common';
import { guildError } from '../../../domain/guilds';
import { type DirectChannel, pairOf } from '../../../domain/messaging';
import { type Id, isId } from '../../../shared/ids';
import { UserDirectory } from '../../identity';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { IdGenerator } from '../../shared/id-generator';
import { UnitOfWork } from '../../shared/unit-of-work';
import { DirectChannelReader } from '../direct-channel.reader';
import { DirectChannelRepository } from '../direct-channel.repository';
import { DirectBeginnings, type DirectRequirement } from './direct-beginnings';

export interface OpenDirectChannelInput {
  readonly recipientId: Id;
  /** The dialect's rule for a first message. */
  readonly requires: DirectRequirement;
}

/** The conversation with somebody: the one there is, else a new one with whom one may begin one. */
@Injectable()
export class OpenDirectChannel {
  constructor(
    private readonly users: UserDirectory,
    private readonly beginnings: DirectBeginnings,
    private readonly reader: DirectChannelReader,
    private readonly repository: DirectChannelRepository,
    private readonly uow: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `invalid_recipient` (nobody, or oneself), or what `DirectBeginnings` refuses a new one with */
  async execute(actor: AccountActor, { recipientId, requires }: OpenDirectChannelInput): Promise<DirectChannel> {
    const recipient = isId(recipientId) && recipientId !== actor.userId && (await this.users.find(recipientId));
    if (!recipient) throw guildError('invalid_recipient');
    const existing = await this.reader.findPair(actor.userId, recipientId);
    if (existing) return existing;
    await this.beginnings.require(actor.userId, recipient, requires);
    const channel: DirectChannel = { id: this.ids.next(), recipientIds: pairOf(actor.userId, recipientId) };
    return this.uow.run(() => this.repository.ensure(channel, this.clock.nowMs()));
  }
}
