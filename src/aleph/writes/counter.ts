import type { Clock } from '../../async/clock.ts';
import type { PlacementStore } from '../../store/records.ts';
import type { DirectSession } from '../direct/direct.ts';
import type { Applicant } from './placing.ts';

export interface PlacementSettings {
  readonly mostPerHour: number;
  readonly settleMs: number;
  /** Between a lost answer and the look-up for its result. */
  readonly lookUpDelayMs: number;
}

/** The parts of one placement. */
export interface Counter {
  readonly store: PlacementStore;
  readonly clock: Clock;
  readonly settings: PlacementSettings;
  readonly session: DirectSession;
  readonly applicant: Applicant;
  /** Called with a look for the result of a doubt, to be taken again later. It tells whether the doubt has ended. */
  readonly watch: (look: () => Promise<boolean>) => void;
  /** Called after a placement with a look that tells the ids of equal ones. There should be one. */
  readonly confirm: (look: () => Promise<readonly string[]>) => void;
  /** Called with a failure of this program that became a doubt. */
  readonly noteUnforeseen: (error: unknown) => void;
}
