import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ReadAttachment } from '../../../application/files';
import { sendFile } from '../../shared/file-answer';

/** The link is what lets its holder read: nobody else's cache may keep the file for others. */
const FOR_THE_READER = 'private, max-age=86400, immutable';

/** Files of messages, by the signed links that stand in them: libraries fetch them without a token. */
@ApiExcludeController()
@Controller('attachments')
export class AttachmentsController {
  constructor(private readonly readAttachment: ReadAttachment) {}

  @Get(':channelId/:attachmentId/:filename')
  async read(
    @Param() path: Record<'channelId' | 'attachmentId' | 'filename', string>,
    @Query() query: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { channelId, attachmentId, filename } = path;
    const link = {
      ...{ channelId, attachmentId, filename, isThumbnail: query.thumbnail === '1' },
      ...{ ex: text(query.ex), is: text(query.is), hm: text(query.hm) },
    };
    const file = await this.readAttachment.execute(link);
    sendFile(reply, { file, filename: file.filename, cacheControl: FOR_THE_READER });
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
