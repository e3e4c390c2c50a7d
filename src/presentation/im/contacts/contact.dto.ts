import { IsIn, IsInt, Max, Min } from 'class-validator';
import { FRIENDS_PAGE_MAX } from '../../../application/messaging/contacts/friend.reader';
import { type FriendRelation, friendRelations, REMARK_LENGTH_MAX } from '../../../domain/messaging';
import { IsSnowflake, IsText, MayBeAbsent } from '../../shared/validation';

export class ImPersonDto {
  @IsSnowflake()
  user_id!: string;
}

export class ImRemarkDto {
  /** Empty: none. */
  @IsText(0, REMARK_LENGTH_MAX)
  remark!: string;
}

export class ImContactsPageDto {
  /** The last id already seen. */
  @MayBeAbsent()
  @IsSnowflake()
  after?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(FRIENDS_PAGE_MAX)
  limit?: number;
}

export class ImListFriendsDto extends ImContactsPageDto {
  /** Friends and open requests unless one of them is asked for. */
  @MayBeAbsent()
  @IsIn(friendRelations)
  relation?: FriendRelation;
}
