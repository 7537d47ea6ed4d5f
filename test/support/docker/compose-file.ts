import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

/** Where the Compose file lies; its relative paths start here. */
export const DOCKER_DIRECTORY = fileURLToPath(new URL('../../../docker/', import.meta.url));

const duration = z.string().regex(/^\d+(ms|s|m)$/);
const bytes = z.string().regex(/^\d+[mg]$/);
const words = z.array(z.string());

const healthCheck = z.union([
  z.strictObject({ disable: z.literal(true) }),
  z.strictObject({
    test: z.tuple([z.enum(['CMD', 'CMD-SHELL']), z.string()], z.string()),
    interval: duration,
    timeout: duration,
    retries: z.int().positive(),
    start_period: duration,
  }),
]);

const service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
  pull_policy: z.enum(['always', 'never', 'missing', 'build']).optional(),
  hostname: z.string().optional(),
  user: z.string().optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  tmpfs: words.optional(),
  cap_drop: words.optional(),
  security_opt: words.optional(),
  profiles: words.optional(),
  stdin_open: z.boolean().optional(),
  tty: z.boolean().optional(),
  entrypoint: words.optional(),
  command: words.optional(),
  /** Compose takes no booleans here, and what looks like a number may lose its zeros: all is quoted. */
  environment: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string().nullable()).default({}),
  ports: words.default([]),
  volumes: words.default([]),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({
        condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
      }),
    )
    .default({}),
  healthcheck: healthCheck.optional(),
  mem_limit: bytes.optional(),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']).optional(),
  stop_grace_period: duration.optional(),
  logging: z
    .strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) })
    .optional(),
});

/**
 * The parts of the Compose specification that the file uses, and no others: a name that is not
 * here is a slip, or new and to be described.
 */
const composeFile = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
  services: z.record(z.string().regex(/^[a-zA-Z0-9._-]+$/), service),
  volumes: z.record(z.string().regex(/^[a-zA-Z0-9._-]+$/), z.null()),
});

export type Compose = z.output<typeof composeFile>;
export type Service = Compose['services'][string];

export function readComposeText(): string {
  return readFileSync(`${DOCKER_DIRECTORY}compose.yaml`, 'utf8');
}

/** @throws for what Compose would not take, and for parts that the schema does not know */
export function parseCompose(text: string): Compose {
  const content = parse(text, { merge: true }) as Readonly<Record<string, unknown>>;
  // Extensions hold what is shared by aliases.
  const own = Object.entries(content).filter(([key]) => !key.startsWith('x-'));
  return composeFile.parse(Object.fromEntries(own));
}

export function readCompose(): Compose {
  return parseCompose(readComposeText());
}

/** @throws when there is none of that name */
export function serviceOf({ services }: Compose, name: string): Service {
  const found = services[name];
  if (found === undefined) throw new Error(`compose.yaml has no service ${name}`);
  return found;
}
