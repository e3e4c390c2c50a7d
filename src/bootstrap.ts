import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import helmet from 'helmet';
import { AppModule } from './app.module';
import { ServerInfo } from './application/operations/server-info';
import { ServerState } from './application/operations/server-state';
import type { AllowedOrigins } from './application/shared/settings';
import type { Settings } from './config/settings';
import { NestLog } from './infrastructure/logging/nest-log';
import type { PinoLog } from './infrastructure/logging/pino-log';
import { openLog } from './infrastructure/logging/pino-log';
import { requestContext } from './infrastructure/logging/request-context';
import { PrometheusMetrics } from './infrastructure/metrics/prometheus-metrics';
import type { Database } from './infrastructure/persistence/database';
import { openDatabase } from './infrastructure/persistence/database';
import { serveOpenApi } from './presentation/operations/openapi';
import { AllowedMethods } from './presentation/shared/allowed-methods';
import { HTTP_BODY_BYTES_MAX, HttpErrors } from './presentation/shared/http-errors';
import { useForms } from './presentation/shared/http-forms';
import { useExactJson, usePlainJsonContentType } from './presentation/shared/http-hooks';
import { SocketIoAdapter } from './presentation/shared/socketio-adapter';
import { InputPipe } from './presentation/shared/validation';
import { unavailable } from './shared/errors';

/** Seconds for which a browser may remember a CORS preflight. */
const PREFLIGHT_SECONDS = 86_400;
const CORS_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** How the database is told to keep nothing on disk. */
const MEMORY_URL = 'memory://';
const MILLISECONDS_PER_SECOND = 1_000;
/** Characters of one part of a path, %-encoded: an outside user id of 128 characters may take 12 for each. */
const PATH_PARAMETER_MAX = 2_048;
/** Asked every few seconds by machines: not worth a line each. */
const quietPaths = /^\/(health|metrics)(\/|\?|$)/;
/** Answered also while the process stops. */
const healthPaths = /^\/health\//;

/**
 * Opens the database and puts the whole server together, ready to listen. Used by the process and by tests alike;
 * closing the application closes the database.
 */
export async function createApp(
  settings: Settings,
  log: PinoLog = openLog(settings.log),
): Promise<NestFastifyApplication> {
  const database = await openDatabase({
    url: databaseUrl(settings.database),
    archive: settings.database.archive,
    dataDir: settings.database.dataDir,
    poolSize: settings.database.poolSize,
    onProgress: (message) => log.info(message),
    onWarning: (message) => log.warn(message),
  });
  try {
    return await composeApp(settings, log, database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

const databaseUrl = ({ kind, url }: Settings['database']): string | undefined => (kind === 'memory' ? MEMORY_URL : url);

async function composeApp(settings: Settings, log: PinoLog, database: Database): Promise<NestFastifyApplication> {
  const late: { errors?: HttpErrors } = {};
  const adapter = createAdapter(settings, late);
  const server = adapter.getInstance();
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.register(settings, log, database), adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLog(log),
  });
  const errors = app.get(HttpErrors);
  late.errors = errors;
  const methods = app.get(AllowedMethods);
  server.addHook('onRoute', (route) => methods.add(route.method, route.url));

  followRequests(server, log, app.get(PrometheusMetrics), app.get(ServerState));
  useExactJson(server);
  usePlainJsonContentType(server);
  await useForms(app, server, settings.files.uploadLimitBytes);
  useSecurityHeaders(server);
  app.enableCors({
    origin: corsOrigin(settings.http.allowedOrigins),
    methods: CORS_METHODS,
    credentials: false,
    maxAge: PREFLIGHT_SECONDS,
  });
  app.useWebSocketAdapter(new SocketIoAdapter(app));
  app.useGlobalPipes(new InputPipe());
  app.useGlobalFilters(errors);
  serveOpenApi(app, app.get(ServerInfo).version, settings.http.publicUrl);
  return app;
}

/** Routes have no schemas of Fastify's, because DTOs are checked by class-validator: its compilers are not even loaded. */
const noSchemas = () => (): never => {
  throw new Error('routes have no Fastify schemas');
};

function createAdapter(settings: Settings, late: { errors?: HttpErrors }): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: HTTP_BODY_BYTES_MAX,
    routerOptions: { maxParamLength: PATH_PARAMETER_MAX },
    trustProxy: trustedProxies(settings),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    // A URL that cannot be read is refused before any route is found.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      late.errors?.answer(error, request, reply),
  });
}

function trustedProxies({ http }: Settings): false | string[] | ((address: string, hop: number) => boolean) {
  const { trustProxy } = http;
  if (typeof trustProxy === 'number') return (_address, hop) => hop < trustProxy;
  return trustProxy === false ? false : [...trustProxy];
}

const corsOrigin = (allowed: AllowedOrigins): '*' | string[] => (allowed === '*' ? '*' : [...allowed]);

/** The documentation page needs inline styles and pictures in data addresses; nothing needs an inline script. */
const securityHeaders = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      baseUri: ["'self'"],
      connectSrc: ["'self'", 'ws:', 'wss:'],
      fontSrc: ["'self'", 'data:'],
      formAction: ["'self'"],
      frameAncestors: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      objectSrc: ["'none'"],
      scriptSrc: ["'self'"],
      scriptSrcAttr: ["'none'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
    },
  },
  // Whether a whole domain must be reached over TLS is for the proxy in front to say.
  strictTransportSecurity: false,
  // Files are shown on the pages of other systems too.
  crossOriginResourcePolicy: { policy: 'cross-origin' as const },
};

/** Not through @fastify/helmet, which makes every header anew for each request: a twentieth of what a send costs. */
function useSecurityHeaders(server: FastifyInstance): void {
  const setHeaders = helmet(securityHeaders);
  server.addHook('onRequest', (request, reply, done) => setHeaders(request.raw, reply.raw, () => done()));
}

/** Gives each request its id, its line in the log and its place in the metrics; refuses new ones while stopping. */
function followRequests(server: FastifyInstance, log: PinoLog, metrics: PrometheusMetrics, state: ServerState): void {
  server.addHook('onRequest', (request, reply, done) => {
    const requestId = String(request.id);
    reply.header('x-request-id', requestId);
    requestContext.run({ requestId }, () => {
      if (!state.stopping || healthPaths.test(request.url)) return done();
      reply.header('connection', 'close');
      done(unavailable('The server is stopping'));
    });
  });
  server.addHook('onResponse', (request, reply, done) => {
    metrics.requestAnswered(request.method, reply.statusCode, reply.elapsedTime / MILLISECONDS_PER_SECOND);
    writeAccessLine(log, request, reply);
    done();
  });
}

function writeAccessLine(log: PinoLog, request: FastifyRequest, reply: FastifyReply): void {
  const level = quietPaths.test(request.url) ? 'debug' : 'info';
  log[level](`${request.method} ${request.url} ${reply.statusCode}`, {
    requestId: String(request.id),
    method: request.method,
    url: request.url,
    status: reply.statusCode,
    durationMs: Math.round(reply.elapsedTime),
    address: request.ip,
  });
}
