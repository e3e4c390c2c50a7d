import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';

@ApiTags('rooms')
@Controller('management/health')
export class ManagementHealthController {
  /** Answers without a key. */
  @Get()
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @ApiOkResponse({ content: { 'text/plain': { example: 'OK' } } })
  health(): string {
    return 'OK';
  }
}
