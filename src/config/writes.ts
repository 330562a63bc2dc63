import * as z from 'zod';
import { Secret } from '../aleph/sign-in/secret.ts';
import { integer, listOf } from './kinds.ts';
import type { WriteSettings } from './write-settings.ts';

const SETTLE_MS = 60_000;
const waitMs = integer(0, 3_600_000);
const REDIS_URL = 'expected an address such as redis://127.0.0.1:6379 or rediss://user:password@redis.example.com';
const isRedisUrl = (text: string) => URL.canParse(text) && ['redis:', 'rediss:'].includes(new URL(text).protocol);

export const writeVariables = {
  ENABLE_MUTATIONS: z.stringbool().optional(),
  MUTATION_CONTRACTS: listOf(z.string().max(256)),
  MAX_PLACEMENTS_PER_HOUR: integer(1, 100_000).default(10),
  REDIS_URL: z.string().refine(isRedisUrl, REDIS_URL).optional(),
  WRITE_SETTLE_MS: waitMs.optional(),
  WRITE_LOOKUP_DELAY_MS: waitMs.default(2_000),
};

const Variables = z.object(writeVariables);

/** In front of the sandbox mutations are on, and nothing from before its start can be under way. */
export function writeSettingsOf(env: z.infer<typeof Variables>, isSandbox: boolean): WriteSettings {
  return {
    mutations: env.ENABLE_MUTATIONS ?? isSandbox,
    mutationContracts: env.MUTATION_CONTRACTS,
    maxPlacementsPerHour: env.MAX_PLACEMENTS_PER_HOUR,
    redisUrl: env.REDIS_URL === undefined ? undefined : new Secret(env.REDIS_URL),
    writeSettleMs: env.WRITE_SETTLE_MS ?? (isSandbox ? 0 : SETTLE_MS),
    writeLookupDelayMs: env.WRITE_LOOKUP_DELAY_MS,
  };
}
