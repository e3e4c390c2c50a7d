import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post, Query } from '@nestjs/common';
import { AcceptFriend } from '../../../application/messaging/contacts/accept-friend';
import { DeclineFriend } from '../../../application/messaging/contacts/decline-friend';
import { ListFriends } from '../../../application/messaging/contacts/list-friends';
import { RemarkFriend } from '../../../application/messaging/contacts/remark-friend';
import { RemoveFriend } from '../../../application/messaging/contacts/remove-friend';
import { RequestFriend } from '../../../application/messaging/contacts/request-friend';
import type { AccountActor } from '../../../application/shared/actor';
import { PresentedSuccess, PresentedSuccessMessage } from '../auth/auth-answer.dto';
import { ForPeople, Refuses } from '../for-people';
import { CurrentPerson } from '../people.guard';
import { UserPresentation } from '../users/user-presentation';
import { PresentedFriend } from './contact-answer.dto';
import { ImListFriendsDto, ImPersonDto, ImRemarkDto } from './contact.dto';

const UNKNOWN_FRIEND = 'Friend not found';
const UNKNOWN_REQUEST = 'Friend request not found';

@ForPeople()
@Controller('api/friends')
export class FriendsController {
  constructor(
    private readonly listFriends: ListFriends,
    private readonly requestFriend: RequestFriend,
    private readonly acceptFriend: AcceptFriend,
    private readonly declineFriend: DeclineFriend,
    private readonly removeFriend: RemoveFriend,
    private readonly remarkFriend: RemarkFriend,
    private readonly users: UserPresentation,
  ) {}

  /** Friends and open requests, by ascending id. */
  @Get()
  async list(@CurrentPerson() actor: AccountActor, @Query() query: ImListFriendsDto): Promise<PresentedFriend[]> {
    const friends = await this.listFriends.execute(actor, query);
    const users = await this.users.many(friends.map(({ userId }) => userId));
    return friends.map(({ relation, remark }, index) => ({ ...users[index], relation, remark: remark ?? null }));
  }

  /** Asking somebody who has asked already is accepting. */
  @Post('request')
  @HttpCode(HttpStatus.OK)
  @Refuses(404, 'User not found')
  @Refuses(409, 'You are friends already')
  async request(@CurrentPerson() actor: AccountActor, @Body() body: ImPersonDto): Promise<PresentedSuccessMessage> {
    const relation = await this.requestFriend.execute(actor, { userId: body.user_id });
    return { success: true, message: relation === 'friend' ? 'You are friends now' : 'Friend request sent' };
  }

  @Post('accept')
  @HttpCode(HttpStatus.OK)
  @Refuses(404, UNKNOWN_REQUEST)
  async accept(@CurrentPerson() actor: AccountActor, @Body() body: ImPersonDto): Promise<PresentedSuccessMessage> {
    await this.acceptFriend.execute(actor, { userId: body.user_id });
    return { success: true, message: 'You are friends now' };
  }

  /** The one who asked is not told. */
  @Post('decline')
  @HttpCode(HttpStatus.OK)
  @Refuses(404, UNKNOWN_REQUEST)
  async decline(@CurrentPerson() actor: AccountActor, @Body() body: ImPersonDto): Promise<PresentedSuccessMessage> {
    await this.declineFriend.execute(actor, { userId: body.user_id });
    return { success: true, message: 'Friend request declined' };
  }

  /** Ends the friendship for both, or takes back one's own request. */
  @Delete(':id')
  @Refuses(404, UNKNOWN_FRIEND)
  async remove(@CurrentPerson() actor: AccountActor, @Param('id') userId: string): Promise<PresentedSuccess> {
    await this.removeFriend.execute(actor, { userId });
    return { success: true };
  }

  @Patch(':id')
  @Refuses(404, UNKNOWN_FRIEND)
  async remark(
    @CurrentPerson() actor: AccountActor,
    @Param('id') userId: string,
    @Body() { remark }: ImRemarkDto,
  ): Promise<PresentedSuccess> {
    await this.remarkFriend.execute(actor, { userId, remark });
    return { success: true };
  }
}
