const SECOND_MS = 1_000;
const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

/** A span of time as it is counted down or up: `34 s`, `3 m 05 s`, `2 h 07 m`, `3 d 04 h`. */
export function spanText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / SECOND_MS));
  if (seconds < MINUTE_S) return `${seconds} s`;
  if (seconds < HOUR_S)
    return `${Math.floor(seconds / MINUTE_S)} m ${twoDigits(seconds % MINUTE_S)} s`;
  return longText(seconds);
}

/** An age that steps by the second below a minute and by the minute above: `12 s`, `3 m`, `2 h 07 m`. */
export function ageText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / SECOND_MS));
  if (seconds < MINUTE_S) return `${seconds} s`;
  if (seconds < HOUR_S) return `${Math.floor(seconds / MINUTE_S)} m`;
  return longText(seconds);
}

/** How long something took: `34 s`, `under 1 s`; so is what is left of it. */
export function tookText(milliseconds: number): string {
  return milliseconds < SECOND_MS ? 'under 1 s' : spanText(milliseconds);
}

function longText(seconds: number): string {
  const minutes = Math.floor(seconds / MINUTE_S);
  if (seconds < DAY_S) return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d ${twoDigits(hours % 24)} h`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
