import { Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { BlockUser } from '../../../application/messaging/contacts/block-user';
import { ListBlocks } from '../../../application/messaging/contacts/list-blocks';
import { UnblockUser } from '../../../application/messaging/contacts/unblock-user';
import type { AccountActor } from '../../../application/shared/actor';
import { PresentedSuccess } from '../auth/auth-answer.dto';
import { ForPeople, Refuses } from '../for-people';
import { CurrentPerson } from '../people.guard';
import { PresentedUser } from '../users/user-answer.dto';
import { UserPresentation } from '../users/user-presentation';
import { ImContactsPageDto } from './contact.dto';

/** Of whom one wants to hear nothing: their direct messages are refused. */
@ForPeople()
@Controller('api/blocks')
export class BlocksController {
  constructor(
    private readonly blockUser: BlockUser,
    private readonly unblockUser: UnblockUser,
    private readonly listBlocks: ListBlocks,
    private readonly users: UserPresentation,
  ) {}

  /** By ascending id. */
  @Get()
  async list(@CurrentPerson() actor: AccountActor, @Query() query: ImContactsPageDto): Promise<PresentedUser[]> {
    const blocks = await this.listBlocks.execute(actor, query);
    return this.users.many(blocks.map(({ userId }) => userId));
  }

  @Put(':id')
  @Refuses(404, 'User not found')
  async block(@CurrentPerson() actor: AccountActor, @Param('id') userId: string): Promise<PresentedSuccess> {
    await this.blockUser.execute(actor, { userId });
    return { success: true };
  }

  @Delete(':id')
  async unblock(@CurrentPerson() actor: AccountActor, @Param('id') userId: string): Promise<PresentedSuccess> {
    await this.unblockUser.execute(actor, { userId });
    return { success: true };
  }
}
