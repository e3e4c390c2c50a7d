import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type ImageOwner, ImageStore } from '../../../application/files';
import { guildError } from '../../../domain/guilds';
import { defaultAvatar } from './default-avatar';
import { sendFile } from '../../shared/file-answer';

/** A picture never changes under its name. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Clients ask for a type by its ending; they get the picture as it is. */
const pictureFile = /^([\w-]{1,64})\.(?:png|jpe?g|webp|gif)$/;

/** Pictures that everybody may see, where libraries look for them. */
@ApiExcludeController()
@Controller()
export class PicturesController {
  /** Drawn when first asked for: all of them would hold up the start. */
  private readonly defaults = new Map<number, Buffer>();

  constructor(private readonly images: ImageStore) {}

  @Get('avatars/:id/:file')
  avatar(@Param('id') id: string, @Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    return this.send({ kind: 'avatar', id }, file, reply);
  }

  @Get('icons/:id/:file')
  guildIcon(@Param('id') id: string, @Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    return this.send({ kind: 'guild_icon', id }, file, reply);
  }

  @Get('role-icons/:id/:file')
  roleIcon(@Param('id') id: string, @Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    return this.send({ kind: 'role_icon', id }, file, reply);
  }

  @Get('app-icons/:id/:file')
  applicationIcon(@Param('id') id: string, @Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    return this.send({ kind: 'application_icon', id }, file, reply);
  }

  @Get('emojis/:file')
  emoji(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    return this.send({ kind: 'emoji', id: nameOf(file) }, file, reply);
  }

  @Get('embed/avatars/:file')
  defaultAvatar(@Param('file') file: string, @Res() reply: FastifyReply): void {
    const index = Number(nameOf(file));
    const picture = this.defaults.get(index) ?? defaultAvatar(index);
    if (!picture) throw guildError('unknown_attachment');
    this.defaults.set(index, picture);
    const content = { size: picture.length, contentType: 'image/png', content: asContent(picture) };
    sendFile(reply, { file: content, cacheControl: FOR_EVER });
  }

  private async send(owner: ImageOwner, file: string, reply: FastifyReply): Promise<void> {
    const picture = await this.images.open(owner, nameOf(file));
    if (!picture) throw guildError('unknown_attachment');
    sendFile(reply, { file: picture, cacheControl: FOR_EVER });
  }
}

const nameOf = (file: string): string => pictureFile.exec(file)?.[1] ?? '';

async function* asContent(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
