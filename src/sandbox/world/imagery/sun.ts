export interface Sun {
  /** Degrees clockwise from north. */
  readonly azimuth: number;
  /** Degrees above the horizon. */
  readonly elevation: number;
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const degrees = (angle: number) => (angle * 180) / Math.PI;

/** Where the sun stands, to a degree or two: enough to light a picture. */
export function sunOver(lon: number, lat: number, epochMs: number): Sun {
  const date = new Date(epochMs);
  const dayOfYear = (epochMs - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000;
  const declination = radians(-23.44 * Math.cos((2 * Math.PI * (dayOfYear + 10)) / 365.24));
  const solarHour = ((epochMs % 86_400_000) / 3_600_000 + lon / 15 + 48) % 24;
  const hourAngle = radians(15 * (solarHour - 12));
  const phi = radians(lat);
  const elevation = Math.asin(
    Math.sin(phi) * Math.sin(declination) + Math.cos(phi) * Math.cos(declination) * Math.cos(hourAngle),
  );
  const azimuth = Math.atan2(
    Math.sin(hourAngle),
    Math.cos(hourAngle) * Math.sin(phi) - Math.tan(declination) * Math.cos(phi),
  );
  return { azimuth: (degrees(azimuth) + 180) % 360, elevation: degrees(elevation) };
}
