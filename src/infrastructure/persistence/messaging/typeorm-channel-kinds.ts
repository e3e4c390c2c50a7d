import { Injectable } from '@nestjs/common';
import { ChannelKinds } from '../../../application/messaging';
import { type ChannelKind, channelKinds } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { TransactionContext } from '../transaction-context';

@Injectable()
export class TypeOrmChannelKinds extends ChannelKinds {
  constructor(private readonly context: TransactionContext) {
    super();
  }

  async kindOf(channelId: Id): Promise<ChannelKind | undefined> {
    const rows = await this.context.query<{ kind: string }[]>('SELECT kind FROM channels WHERE id = $1', [channelId]);
    return channelKinds.find((kind) => kind === rows[0]?.kind);
  }
}
