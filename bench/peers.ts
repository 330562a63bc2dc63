import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ContestantPlan } from './contestants.ts';
import { ROOT } from './processes.ts';

const PEERS = [
  { name: 'mercurius, jit', file: 'mercurius.mjs', needs: 'mercurius' },
  { name: 'Apollo Server 5', file: 'apollo.mjs', needs: '@apollo/server' },
  { name: 'Yoga, default', file: 'yoga.mjs', needs: 'graphql-yoga' },
] as const;

const FOLDER = join(ROOT, 'bench', 'peers');

/** Other GraphQL servers over the same upstream, those that are installed. They keep lists, as this server does. */
export function peerPlans(): readonly ContestantPlan[] {
  return PEERS.flatMap(({ name, file, needs }) => {
    if (existsSync(join(FOLDER, 'node_modules', needs))) {
      return [{ name, kind: 'graphql' as const, argv: [file], cwd: FOLDER, env: { BENCH_KEEP: 'lists' } }];
    }
    console.log(`${name} is not installed: npm install --prefix bench/peers`);
    return [];
  });
}
