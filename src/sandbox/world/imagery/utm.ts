// Transverse Mercator on WGS 84 by Krüger's series, third order: better than a millimetre inside a zone.
const N = 1 / 298.257223563 / (2 - 1 / 298.257223563);
const RADIUS = (6_378_137 / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const SCALE = 0.9996 * RADIUS;
const FORWARD = [
  N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3,
  (13 / 48) * N ** 2 - (3 / 5) * N ** 3,
  (61 / 240) * N ** 3,
];
const BACKWARD = [N / 2 - (2 / 3) * N ** 2 + (37 / 96) * N ** 3, N ** 2 / 48 + N ** 3 / 15, (17 / 480) * N ** 3];
const LATITUDE = [2 * N - (2 / 3) * N ** 2 - 2 * N ** 3, (7 / 3) * N ** 2 - (8 / 5) * N ** 3, (56 / 15) * N ** 3];
const radians = (degrees: number) => (degrees * Math.PI) / 180;
const degrees = (angle: number) => (angle * 180) / Math.PI;
const centralMeridian = (zone: number) => zone * 6 - 183;

type Pair = readonly [number, number];

/** Longitude and latitude to easting and northing in metres; northings are negative in the south. */
export function project(zone: number, [lon, lat]: Pair): Pair {
  const sine = Math.sin(radians(lat));
  const lambda = radians(lon - centralMeridian(zone));
  const root = (2 * Math.sqrt(N)) / (1 + N);
  const t = Math.sinh(Math.atanh(sine) - root * Math.atanh(root * sine));
  const xi = Math.atan2(t, Math.cos(lambda));
  const eta = Math.atanh(Math.sin(lambda) / Math.sqrt(1 + t * t));
  const [north, east] = series(FORWARD, xi, eta);
  return [500_000 + SCALE * (eta + east), SCALE * (xi + north)];
}

/** The way back. Near the 180th meridian the longitude may pass ±180. */
export function unproject(zone: number, [easting, northing]: Pair): Pair {
  const xi = northing / SCALE;
  const eta = (easting - 500_000) / SCALE;
  const [north, east] = series(BACKWARD, xi, eta);
  const [xiPrime, etaPrime] = [xi - north, eta - east];
  const chi = Math.asin(Math.sin(xiPrime) / Math.cosh(etaPrime));
  const [correction] = series(LATITUDE, chi, 0);
  const lambda = Math.atan2(Math.sinh(etaPrime), Math.cos(xiPrime));
  return [centralMeridian(zone) + degrees(lambda), degrees(chi + correction)];
}

function series(factors: readonly number[], xi: number, eta: number): Pair {
  let [north, east] = [0, 0];
  factors.forEach((factor, index) => {
    const k = 2 * (index + 1);
    north += factor * Math.sin(k * xi) * Math.cosh(k * eta);
    east += factor * Math.cos(k * xi) * Math.sinh(k * eta);
  });
  return [north, east];
}
