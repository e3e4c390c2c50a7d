import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StoreFile } from '../../../application/files';
import { ReadFile } from '../../../application/messaging';
import type { AccountActor } from '../../../application/shared/actor';
import { sendFile } from '../../shared/file-answer';
import { FORMS_ACCEPTED } from '../../shared/http-forms';
import { ForPeople, Refuses } from '../for-people';
import { PresentedFile } from '../messages/message-answer.dto';
import { MessagePresentation } from '../messages/message-presentation';
import { CurrentPerson } from '../people.guard';
import { UploadReader } from './upload-reader';

/** Who may read it now may not tomorrow. */
const FOR_THE_READER = 'private, no-cache';

/** Files before and after they are sent. */
@ForPeople()
@Controller('api/files')
export class FilesController {
  constructor(
    private readonly uploads: UploadReader,
    private readonly storeFile: StoreFile,
    private readonly readFile: ReadFile,
    private readonly presentation: MessagePresentation,
  ) {}

  /** Stores a file; a message sends it by naming it as `attachment_id`. What is not sent within an hour is forgotten. */
  @Post()
  @HttpCode(HttpStatus.OK)
  @RouteConfig({ [FORMS_ACCEPTED]: true })
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] },
  })
  @Refuses(413, 'Request entity too large')
  async upload(@CurrentPerson() actor: AccountActor, @Req() request: FastifyRequest): Promise<PresentedFile> {
    return this.uploads.withUpload(request, async (upload) =>
      this.presentation.file(await this.storeFile.execute(actor, upload), actor.userId),
    );
  }

  /** The file itself, for who may read its message and, until it is sent, for its uploader. */
  @Get(':id')
  @ApiQuery({ name: 'thumbnail', required: false, description: '1: the small form of a picture' })
  @ApiResponse({ status: 200, content: { '*/*': { schema: { type: 'string', format: 'binary' } } } })
  @Refuses(404, 'File not found')
  async read(
    @CurrentPerson() actor: AccountActor,
    @Param('id') attachmentId: string,
    @Query('thumbnail') thumbnail: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.readFile.execute(actor, { attachmentId, isThumbnail: thumbnail === '1' });
    sendFile(reply, { file, filename: file.filename, cacheControl: FOR_THE_READER });
  }
}
