const DAYS_TO_SECONDS = /^P(?=\d|T\d)(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?$/;

/** A duration of days to seconds, in seconds. Undefined for one with years, months, weeks or fractions. */
export function secondsOfDuration(text: string): number | undefined {
  const parts = DAYS_TO_SECONDS.exec(text);
  if (parts === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part = '0') => Number(part));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** A duration as Aleph's tasking writes it, e.g. "7 days, 00:00:00" [obs: sp]. */
export function wireDurationOf(seconds: number): string {
  const clock = [Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  return `${Math.floor(seconds / 86_400)} days, ${clock.map((part) => String(part).padStart(2, '0')).join(':')}`;
}
