const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A whole number with separators: `114,000`. */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** Records per second: whole from 10 on, one decimal below. */
export function formatRate(recordsPerSecond: number): string {
  return recordsPerSecond < 10
    ? recordsPerSecond.toFixed(1)
    : counts.format(Math.round(recordsPerSecond));
}

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes in units of 1000, three digits: `20.1 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${BYTE_UNITS[unit]}`;
}

/** A duration in its two largest units: `450 ms`, `4.2 s`, `3 m 05 s`, `2 h 07 m`, `3 d 04 h`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${pad(seconds % 60)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d ${pad(hours % 24)} h`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** A share of a whole as `12.5 %`; `–` where the whole is nothing. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`;
}
