interface Lane {
  /** Those at work and those who wait. */
  busy: number;
  readonly waiting: (() => void)[];
}

/** Runs work under a name, so much of it at once; the rest waits in order of arrival. */
export type Lanes = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export function createLanes(width: number): Lanes {
  const lanes = new Map<string, Lane>();
  return async (name, work) => {
    const lane = lanes.get(name) ?? { busy: 0, waiting: [] };
    lanes.set(name, lane);
    lane.busy += 1;
    if (lane.busy > width) await new Promise<void>((go) => lane.waiting.push(go));
    try {
      return await work();
    } finally {
      lane.busy -= 1;
      lane.waiting.shift()?.();
      if (lane.busy === 0) lanes.delete(name);
    }
  };
}
