import { Injectable } from '@nestjs/common';
import { AuditAction, type Emoji, EMOJIS_MAX, guildError, hasPermission, Permission } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { type ImageOwner, ImageStore } from '../../files';
import type { AccountActor } from '../../shared/actor';
import { IdGenerator } from '../../shared/id-generator';
import { GuildAccess, type GuildView } from '../guild-access';
import { LockedGuilds } from '../locked-guilds';
import { checkEmojiName, EmojiChanges, requireRoles } from './emoji-changes';
import { EmojiRepository } from './emoji.repository';

export interface CreateEmojiInput {
  readonly guildId: Id;
  readonly name: string;
  /** As a data URI. */
  readonly image: string;
  /** Who may use it; empty or absent: everybody. */
  readonly roleIds?: readonly Id[];
  readonly reason?: string;
}

/** An emoji of the guild's own. */
@Injectable()
export class CreateEmoji {
  constructor(
    private readonly guilds: LockedGuilds,
    private readonly access: GuildAccess,
    private readonly emojis: EmojiRepository,
    private readonly images: ImageStore,
    private readonly changes: EmojiChanges,
    private readonly ids: IdGenerator,
  ) {}

  /** @throws AppError `unknown_guild`, `missing_permissions`, `unknown_role`, `emojis_max`, `invalid` */
  async execute(actor: AccountActor, { guildId, image, ...input }: CreateEmojiInput): Promise<Emoji> {
    checkEmojiName(input.name);
    requireMaker(await this.access.requireGuild(actor, guildId));
    const owner: ImageOwner = { kind: 'emoji', id: this.ids.next() };
    const picture = await this.images.store(owner, image, 'image');
    try {
      return await this.guilds.change(actor, guildId, 0n, (view) =>
        this.insert(view, { id: owner.id, isAnimated: picture.startsWith('a_'), ...input }),
      );
    } catch (error) {
      await this.images.remove(owner);
      throw error;
    }
  }

  private async insert(
    view: GuildView,
    { id, isAnimated, name, roleIds = [], reason }: Omit<CreateEmojiInput, 'guildId' | 'image'> & NewPicture,
  ): Promise<Emoji> {
    requireMaker(view);
    const alike = [...view.emojis.values()].filter(({ animated }) => animated === isAnimated);
    if (alike.length >= EMOJIS_MAX) throw guildError('emojis_max');
    const emoji: Emoji = {
      ...{ id, name },
      guildId: view.guild.id,
      creatorId: view.member.userId,
      animated: isAnimated,
      roleIds: requireRoles(view, roleIds),
    };
    await this.emojis.insert(emoji);
    await this.changes.tell(view, { after: emoji, actionType: AuditAction.emojiCreate, reason });
    return emoji;
  }
}

interface NewPicture {
  readonly id: Id;
  readonly isAnimated: boolean;
}

function requireMaker({ permissions }: GuildView): void {
  const mayMake =
    hasPermission(permissions, Permission.createExpressions) ||
    hasPermission(permissions, Permission.manageExpressions);
  if (!mayMake) throw guildError('missing_permissions');
}
