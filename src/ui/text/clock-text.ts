/** Time of day on this machine: `09:05:07`. */
export function clockText(epochMs: number): string {
  const time = new Date(epochMs);
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** The day on this machine: `2026-11-24`. */
export function dateText(epochMs: number): string {
  const time = new Date(epochMs);
  const monthAndDay = [time.getMonth() + 1, time.getDate()];
  return [time.getFullYear(), ...monthAndDay.map((part) => String(part).padStart(2, '0'))].join(
    '-',
  );
}

/** This machine's time zone as an offset: `UTC+02:00`, `UTC`. */
export function zoneText(epochMs: number): string {
  const minutes = -new Date(epochMs).getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const sign = minutes > 0 ? '+' : '-';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${sign}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}
