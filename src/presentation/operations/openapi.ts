import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { dialectOfPath } from '../shared/path-table';

const DOCS_PATH = 'docs';
const OPENAPI_PATH = 'openapi.json';

const shownPrefix = '/api/v10';

/** The Discord-style API answers alike under several prefixes; the document shows one of them. */
const isRepeated = (path: string): boolean =>
  dialectOfPath(path) === 'discord' && /^\/api(?:\/|$)/.test(path) && !`${path}/`.startsWith(`${shownPrefix}/`);

/** Serves the OpenAPI document of every controller, and a page to read and try it. */
export function serveOpenApi(app: NestFastifyApplication, version: string, publicUrl: string | undefined): void {
  const builder = new DocumentBuilder()
    .setTitle('Guildhall')
    .setDescription('The HTTP interfaces of a Guildhall server. Its sockets are described in /asyncapi.json.')
    .setVersion(version)
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key' }, 'operator')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'Authorization' }, 'account');
  const base = (publicUrl ? builder.addServer(publicUrl) : builder).build();
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup(DOCS_PATH, app, () => (document ??= withoutRepeats(SwaggerModule.createDocument(app, base))), {
    jsonDocumentUrl: OPENAPI_PATH,
    raw: ['json'],
    customSiteTitle: 'Guildhall API',
  });
}

const withoutRepeats = (document: OpenAPIObject): OpenAPIObject => ({
  ...document,
  paths: Object.fromEntries(Object.entries(document.paths).filter(([path]) => !isRepeated(path))),
});
