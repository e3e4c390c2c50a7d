import { Injectable } from '@nestjs/common';

interface KnownRoute {
  readonly method: string;
  readonly segments: readonly string[];
}

/** Knows which methods a path has, to tell 405 from 404: the router itself only says that nothing matched. */
@Injectable()
export class AllowedMethods {
  private readonly routes: KnownRoute[] = [];

  /** Takes a route as Fastify's `onRoute` hook reports it. */
  add(method: string | readonly string[], pattern: string): void {
    // The CORS plugin answers OPTIONS everywhere; that makes no path exist.
    const methods = (typeof method === 'string' ? [method] : method).filter((one) => one !== 'OPTIONS');
    const segments = segmentsOf(pattern);
    this.routes.push(...methods.map((one) => ({ method: one, segments })));
  }

  /** Methods of the routes that match this path, in alphabetical order. */
  of(target: string): readonly string[] {
    const path = segmentsOf(target.split(/[?#]/, 1)[0] ?? '');
    const found = this.routes.filter((route) => matches(route.segments, path)).map((route) => route.method);
    return [...new Set(found)].sort();
  }
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  const isOpen = pattern.at(-1) === '*';
  if (!isOpen && pattern.length !== path.length) return false;
  return pattern.every((segment, index) => {
    if (isOpen && index === pattern.length - 1) return true;
    return segment.startsWith(':') ? path[index] !== undefined : segment === path[index];
  });
}
