/** A place that satellites come back to. */
export interface City {
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  /** How often it is imaged, relative to the others. */
  readonly weight: number;
}

const city = (name: string, lat: number, lon: number, weight = 1): City => ({
  name,
  lon,
  lat,
  weight,
});

/** Waiyevo lies on the 180th meridian, so that some of its tiles have a part on either side. */
export const CITIES: readonly City[] = [
  city('San Francisco', 37.76, -122.38, 4),
  city('Buenos Aires', -34.6, -58.38, 3),
  city('Singapore', 1.27, 103.8, 3),
  city('Rotterdam', 51.92, 4.4, 3),
  city('Suva', -18.13, 178.43, 2),
  city('Waiyevo', -16.79, 180, 2),
  city('Mumbai', 18.95, 72.85, 2),
  city('Tromsø', 69.65, 18.96),
  city('Longyearbyen', 78.22, 15.64),
  city('Reykjavík', 64.15, -21.94),
  city('Nome', 64.5, -165.41),
  city('Ushuaia', -54.81, -68.31),
  city('Barcelona', 41.36, 2.16, 2),
  city('Lagos', 6.44, 3.4),
  city('Nairobi', -1.29, 36.82),
  city('Cape Town', -33.91, 18.42),
  city('Cairo', 30.04, 31.24),
  city('Istanbul', 41.01, 28.98),
  city('Kyiv', 50.45, 30.52),
  city('Dubai', 25.2, 55.27),
  city('Karachi', 24.85, 66.99),
  city('Dhaka', 23.81, 90.41),
  city('Bangkok', 13.75, 100.5),
  city('Jakarta', -6.12, 106.85),
  city('Manila', 14.59, 120.97),
  city('Shanghai', 31.23, 121.49),
  city('Busan', 35.1, 129.04),
  city('Tokyo', 35.63, 139.79),
  city('Perth', -31.95, 115.86),
  city('Melbourne', -37.84, 144.92),
  city('Auckland', -36.84, 174.77),
  city('Honolulu', 21.31, -157.86),
  city('Vancouver', 49.29, -123.11),
  city('Mexico City', 19.43, -99.13),
  city('Houston', 29.73, -95.27),
  city('New York', 40.67, -74.04),
  city('Panama City', 8.95, -79.55),
  city('Lima', -12.05, -77.14),
  city('Santos', -23.96, -46.33),
  city('Quito', -0.18, -78.47),
];
