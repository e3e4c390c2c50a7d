import { Module } from '@nestjs/common';
import { GroupMembersController } from '../presentation/im/groups/group-members.controller';
import { GroupsController } from '../presentation/im/groups/groups.controller';
import { GroupsModule } from './groups.module';
import { ImIdentityModule } from './im-identity.module';
import { MessagingModule } from './messaging.module';

/** Groups of the im dialect. */
@Module({
  imports: [GroupsModule, MessagingModule, ImIdentityModule],
  controllers: [GroupsController, GroupMembersController],
})
export class ImGroupsModule {}
