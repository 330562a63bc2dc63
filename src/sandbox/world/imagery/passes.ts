import type { Micros } from '../instants.ts';
import { createRandom, type Random } from '../random.ts';
import { CITIES, type City } from './cities.ts';
import { type Tile, tileAt } from './grid.ts';
import { type Sun, sunOver } from './sun.ts';

/** One satellite overflight of one city: the tiles cut from it share its outcome. */
export interface Pass {
  readonly number: number;
  readonly city: City;
  readonly time: Micros;
  readonly satellite: number;
  readonly generation: 'MarkIV' | 'MarkV';
  readonly outcomeId: string;
  /** Percent. */
  readonly cloudCover: number;
  readonly offNadir: number;
  readonly azimuth: number;
  readonly sun: Sun;
  readonly tiles: readonly Tile[];
  /** Super-resolution was not made of the earliest passes, nor of all later ones. */
  readonly isSuperResolved: boolean;
}

/** The three years that the archive spans. */
export const ARCHIVE_START = Date.UTC(2023, 9, 1);
const ARCHIVE_END = Date.UTC(2026, 9, 1);
export const SUPER_RESOLUTION_START = Date.UTC(2024, 0, 1);

/** This pass falls on a day that few years have, so that a small archive has such items as well. */
const LEAP_PASS = 2;
const LEAP_DAY = Date.UTC(2024, 1, 29);

const DAYS = (ARCHIVE_END - ARCHIVE_START) / 86_400_000;
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;
const LOWEST_SUN = 8;
const MARK_IV = [24, 25, 27, 29, 31, 33, 36, 39] as const;
export const MARK_V = [40, 43, 45, 46, 48, 50] as const;

/** Cities in turn, the heavy ones more often: one round. */
const ROUND = [0, 1, 2, 3].flatMap((lap) => CITIES.filter((city) => city.weight > lap));

/** Endless: the archive takes as many as it needs. */
export function* passesOf(seed: number): Generator<Pass> {
  const visits = new Map<City, number>();
  for (let number = 0; ; number += 1) {
    const city = ROUND[number % ROUND.length];
    if (!city) return;
    const visit = (visits.get(city) ?? 0) + 1;
    visits.set(city, visit);
    const pass = passOver(city, visit, { seed, number });
    if (pass.sun.elevation >= LOWEST_SUN) yield pass;
  }
}

function passOver(city: City, visit: number, key: { seed: number; number: number }): Pass {
  const random = createRandom(key.seed, 1, key.number);
  const day = key.number === LEAP_PASS ? LEAP_DAY : dayOfVisit(city, visit);
  const time = timeOn(day, city, random);
  const generation = random.chance(0.55) ? 'MarkV' : 'MarkIV';
  const isOld = time / 1000 < SUPER_RESOLUTION_START;
  return {
    number: key.number,
    city,
    time,
    satellite: random.pick(generation === 'MarkV' ? MARK_V : MARK_IV),
    generation,
    outcomeId: random.uuid() + (isOld && random.chance(0.6) ? '--112813' : ''),
    cloudCover: random.next() ** 2 * 100,
    offNadir: random.between(1, 28),
    azimuth: random.between(0, 360),
    sun: sunOver(city.lon, city.lat, time / 1000),
    tiles: strip(city, random),
    isSuperResolved: !isOld && random.chance(0.75),
  };
}

/** Multiples of the golden ratio spread any number of visits evenly, however many there will be. */
function dayOfVisit(city: City, visit: number): number {
  const share = (visit * GOLDEN_RATIO + CITIES.indexOf(city) * 0.29) % 1;
  return ARCHIVE_START + Math.floor(share * DAYS) * 86_400_000;
}

function timeOn(midnight: number, city: City, random: Random): Micros {
  const localHour = random.between(10, 11.2);
  const utcHour = (localHour - city.lon / 15 + 24) % 24;
  return Math.floor((midnight + utcHour * 3_600_000) * 1000);
}

function strip(city: City, random: Random): Tile[] {
  const sizeKm = random.chance(0.12) ? 4 : 2;
  const corner = tileAt(city.lon, city.lat, sizeKm);
  const [columns, rows] = [random.int(2, 3), random.int(2, 4)];
  const x = corner.x - random.int(0, columns - 1) * sizeKm;
  const y = corner.y - random.int(0, rows - 1) * sizeKm;
  return Array.from({ length: columns * rows }, (_, index) => ({
    ...corner,
    x: x + (index % columns) * sizeKm,
    y: y + Math.floor(index / columns) * sizeKm,
  }));
}
