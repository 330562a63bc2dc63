import { CONTRACTS, type Contract } from './contracts.ts';
import { CITIES, type City } from './imagery/cities.ts';
import { isoMicros, isoSeconds } from './instants.ts';
import { createRandom, type Random } from './random.ts';

/** A task as it is served, together with the contract it was placed under, which is not. */
export interface Task {
  readonly contractId: string;
  readonly task_id: number;
  readonly task_name: string;
  readonly project_name: string;
  readonly product: number;
  readonly start: string;
  readonly end: string;
  readonly priority: number;
  readonly client: string;
  readonly target: Target;
  readonly created_time: string;
  readonly status: TaskStatus;
  readonly max_captures?: number;
  readonly expected_age?: string;
}

export interface Target {
  readonly type: 'Point' | 'Polygon';
  readonly coordinates: readonly unknown[];
}

export type TaskStatus = 'received' | 'in_progress' | 'completed' | 'failed' | 'rejected' | 'canceled';

const TASK_COUNT = 500;
const FIRST_TASK_ID = 341_007;
const FIRST_DAY = Date.UTC(2025, 0, 6);
const SPACING_MS = 1.25 * 86_400_000;
const DAY_MS = 86_400_000;

/** How many of ten tasks fall to each contract, in the order of CONTRACTS. */
const SHARES = [5, 2, 1, 2];
const DRAW = CONTRACTS.flatMap((contract, index) => Array.from({ length: SHARES[index] ?? 1 }, () => contract));
const FATES = ['completed', 'completed', 'completed', 'failed', 'rejected', 'canceled'] as const;
const OPEN = ['received', 'received', 'in_progress'] as const;
const OPEN_FROM = 380;

/** Offered under no contract any more, though some old tasks name it. */
const RETIRED_PRODUCT = 90;

const SUBJECTS = [
  'container terminal',
  'airport apron',
  'tank farm',
  'shipyard',
  'breakwater works',
  'reservoir level',
  'flood plain',
  'rail yard',
  'solar park',
  'anchorage',
] as const;
const PROJECTS = [
  'Port throughput 2026',
  'Coastal erosion',
  'Quarterly stock count',
  'Emergency readiness',
  'Construction progress',
  'Vessel counting',
] as const;
const LANDMARKS = [
  ['Perito Moreno Glacier', -50.495, -73.04],
  ['Mauna Loa summit', 19.475, -155.608],
  ['Aral Sea north shore', 46.5, 60.9],
] as const;

/** All tasks, newest first: the same for the same seed. */
export function plannedTasks(seed: number): readonly Task[] {
  return Array.from({ length: TASK_COUNT }, (_, index) => taskAt(seed, index)).reverse();
}

function taskAt(seed: number, index: number): Task {
  const random = createRandom(seed, 4, index);
  const contract = random.pick(DRAW);
  const [product, isArea] = productOf(contract, random);
  const city = random.pick(CITIES);
  const landmark = random.chance(0.05) ? random.pick(LANDMARKS) : undefined;
  const [lon, lat] = landmark ? [landmark[2], landmark[1]] : spotIn(city, random);
  const created = FIRST_DAY + index * SPACING_MS + random.between(0, DAY_MS);
  const start = Math.ceil(created / DAY_MS + random.int(0, 4)) * DAY_MS;
  return {
    contractId: contract.id,
    task_id: FIRST_TASK_ID + index * 13 + random.int(0, 9),
    task_name: landmark ? landmark[0] : `${city.name} ${random.pick(SUBJECTS)}`,
    project_name: random.pick(PROJECTS),
    product,
    start: isoSeconds(start),
    end: isoSeconds(start + random.int(2, 30) * DAY_MS),
    priority: random.int(10, 20),
    client: random.pick(['Meridian Cartography', 'Blue Quay Analytics', 'Taiga Survey Office']),
    target: isArea ? areaAround(lon, lat, random) : pointAt(lon, lat, random),
    created_time: `${isoMicros(Math.floor(created * 1000))}Z`,
    status: index < OPEN_FROM ? random.pick(FATES) : random.pick(OPEN),
    ...(random.chance(0.4) && { max_captures: random.int(1, 6) }),
  };
}

function productOf({ products }: Contract, random: Random): readonly [number, boolean] {
  if (random.chance(0.02)) return [RETIRED_PRODUCT, false];
  const { pk, is_area = false } = random.pick(products);
  return [pk, is_area];
}

function spotIn(city: Pick<City, 'lon' | 'lat'>, random: Random): readonly [number, number] {
  const lon = city.lon + random.between(-0.08, 0.08);
  return [round(lon > 180 ? lon - 360 : lon), round(city.lat + random.between(-0.08, 0.08))];
}

/** Some positions come with a height as third number. */
function pointAt(lon: number, lat: number, random: Random) {
  const height = random.chance(0.4) ? [random.pick([0, round(random.between(0, 900))])] : [];
  return { type: 'Point', coordinates: [lon, lat, ...height] } as const;
}

function areaAround(lon: number, lat: number, random: Random) {
  const [wide, high] = [random.between(0.02, 0.09), random.between(0.02, 0.09)];
  const west = Math.min(lon, 180 - wide);
  const corners = [
    [west, lat],
    [west + wide, lat],
    [west + wide, lat + high],
    [west, lat + high],
    [west, lat],
  ];
  const height = random.chance(0.2) ? [0] : [];
  const ring = corners.map((corner) => [...corner.map(round), ...height]);
  return { type: 'Polygon', coordinates: [ring] } as const;
}

function round(value: number): number {
  return Number(value.toFixed(6));
}
