import type { FastifyRequest } from 'fastify';
import type { ClientDescription } from '../../application/identity/access-grants';

export const describeClient = (request: FastifyRequest): ClientDescription => ({
  device: request.headers['user-agent'] ?? '',
  address: request.ip,
});
