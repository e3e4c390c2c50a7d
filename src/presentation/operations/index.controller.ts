import { Controller, Get, Redirect } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ServerInfo } from '../../application/operations/server-info';
import { HttpSettings } from '../../application/shared/settings';
import { asyncApiDocument } from './asyncapi/document';

@ApiTags('operations')
@Controller()
export class IndexController {
  private readonly asyncApi: object;

  constructor(
    private readonly info: ServerInfo,
    private readonly settings: HttpSettings,
  ) {
    this.asyncApi = asyncApiDocument(info.version, settings.publicUrl);
  }

  @Get()
  @ApiOperation({ summary: 'Name, version and where to go from here' })
  index(): object {
    const base = this.settings.publicUrl ?? '';
    return {
      name: this.info.name,
      version: this.info.version,
      links: {
        docs: `${base}/docs`,
        openapi: `${base}/openapi.json`,
        asyncapi: `${base}/asyncapi.json`,
        live: `${base}/health/live`,
        ready: `${base}/health/ready`,
      },
    };
  }

  @Get('asyncapi.json')
  @ApiOperation({ summary: 'AsyncAPI 3 document of the sockets' })
  asyncApiJson(): object {
    return this.asyncApi;
  }

  @Get('redoc')
  @Redirect('/docs')
  @ApiExcludeEndpoint()
  redoc(): void {}
}
