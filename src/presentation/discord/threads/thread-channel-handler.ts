import { Injectable } from '@nestjs/common';
import type { APIChannel } from 'discord-api-types/v10';
import { DeleteThread } from '../../../application/guilds/threads/delete-thread';
import { ReadThread } from '../../../application/guilds/threads/read-thread';
import { UpdateThread } from '../../../application/guilds/threads/update-thread';
import type { AccountActor } from '../../../application/shared/actor';
import type { Id } from '../../../shared/ids';
import { validateInput } from '../../shared/validation';
import type { ChannelKindHandler } from '../guilds/channel-kind-handlers';
import { presentThread } from '../presenters/channel.presenter';
import { UpdateThreadDto } from './thread.dto';

/** `/channels/{id}` for threads. */
@Injectable()
export class ThreadChannelHandler implements ChannelKindHandler {
  constructor(
    private readonly readThread: ReadThread,
    private readonly updateThread: UpdateThread,
    private readonly deleteThread: DeleteThread,
  ) {}

  async read(actor: AccountActor, threadId: Id): Promise<APIChannel> {
    const { thread, member } = await this.readThread.one(actor, threadId);
    return presentThread(thread, member);
  }

  async update(actor: AccountActor, threadId: Id, body: unknown, reason?: string): Promise<APIChannel> {
    const dto = validateInput(UpdateThreadDto, body);
    const thread = await this.updateThread.execute(actor, {
      threadId,
      reason,
      name: dto.name ?? undefined,
      isArchived: dto.archived ?? undefined,
      isLocked: dto.locked ?? undefined,
      isInvitable: dto.invitable ?? undefined,
      autoArchiveMinutes: dto.auto_archive_duration ?? undefined,
      slowModeSeconds: dto.rate_limit_per_user ?? undefined,
    });
    return presentThread(thread);
  }

  async remove(actor: AccountActor, threadId: Id, reason?: string): Promise<APIChannel> {
    return presentThread(await this.deleteThread.execute(actor, { threadId, reason }));
  }
}
