import { formatBytes, formatDuration } from '../../domain/format.ts';
import type { ConsoleState } from '../../state/store.ts';

/** A download under way in one line; `null` while there is none. */
export function downloadLine({ download }: ConsoleState, now: number): string | null {
  switch (download.status) {
    case 'connecting': {
      const elapsed = formatDuration(now - download.startedAt);
      return `download ${download.source} · connecting · ${elapsed} elapsed`;
    }
    case 'receiving': {
      const { source, receivedBytes, totalBytes, bytesPerSecond } = download;
      const total = totalBytes === null ? '' : ` of ${formatBytes(totalBytes)}`;
      return [
        `download ${source}`,
        `${formatBytes(receivedBytes)}${total}`,
        `${formatBytes(bytesPerSecond)}/s`,
        timeLeft(receivedBytes, totalBytes, bytesPerSecond),
      ].join(' · ');
    }
    case 'retrying': {
      const wait = formatDuration(Math.max(0, download.retryAt - now));
      return `download ${download.source} · retrying in ${wait} (${download.failure.message})`;
    }
    default:
      return null;
  }
}

function timeLeft(received: number, total: number | null, bytesPerSecond: number): string {
  if (total === null || bytesPerSecond <= 0) return 'time left unknown';
  return `${formatDuration((Math.max(0, total - received) * 1000) / bytesPerSecond)} left`;
}
