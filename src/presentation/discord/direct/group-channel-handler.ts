import { Injectable } from '@nestjs/common';
import type { APIGroupDMChannel } from 'discord-api-types/v10';
import { GroupMemberships, LeaveGroup, ReadGroups, UpdateGroup } from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import type { Group } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { validateInput } from '../../shared/validation';
import type { ChannelKindHandler } from '../guilds/channel-kind-handlers';
import { UpdateGroupDto } from './direct.dto';
import { GROUP_FACES_MAX, GroupPresentation } from './group-presentation';

/** `/channels/{id}` for groups. */
@Injectable()
export class GroupChannelHandler implements ChannelKindHandler {
  constructor(
    private readonly memberships: GroupMemberships,
    private readonly readGroups: ReadGroups,
    private readonly updateGroup: UpdateGroup,
    private readonly leaveGroup: LeaveGroup,
    private readonly presentation: GroupPresentation,
  ) {}

  async read(actor: AccountActor, channelId: Id): Promise<APIGroupDMChannel> {
    return this.present(actor, await this.readGroups.one(actor, channelId));
  }

  async update(actor: AccountActor, channelId: Id, body: unknown): Promise<APIGroupDMChannel> {
    const { name } = validateInput(UpdateGroupDto, body);
    return this.present(actor, await this.updateGroup.execute(actor, { channelId, name: name ?? undefined }));
  }

  /** Whoever takes a group off the list leaves it. */
  async remove(actor: AccountActor, channelId: Id): Promise<APIGroupDMChannel> {
    const left = await this.read(actor, channelId);
    await this.leaveGroup.execute(actor, { channelId });
    return left;
  }

  private async present({ userId }: AccountActor, group: Group): Promise<APIGroupDMChannel> {
    const memberIds = await this.memberships.memberIds(group.id);
    return this.presentation.one(group, memberIds.slice(0, GROUP_FACES_MAX), userId);
  }
}
