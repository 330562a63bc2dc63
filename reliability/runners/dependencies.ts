import type { Runner } from './figures.ts';

/** R17: asked of the registry, which a test machine may not reach. */
export const dependencyRunner: Runner = {
  id: 'R17',
  run: async () => [
    {
      id: 'R17',
      figure: 'known weaknesses of dependencies, by `npm audit --omit dev`',
      goal: '0 high',
      measured: 'needs the registry: run the command',
      held: undefined,
    },
  ],
};
