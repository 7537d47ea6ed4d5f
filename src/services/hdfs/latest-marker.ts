import { hostname } from 'node:os';
import { jsonText } from '../export/json-text.ts';
import type { Upload } from './publication.ts';
import { replaceText } from './replace-text.ts';

const MARKER = 'latest.json';

/**
 * Makes the marker name this export, for readers that want the newest one whatever it is. It never
 * goes back: what has waited in a queue may be older than what is there.
 */
export async function moveLatestMarker(
  upload: Upload,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const { hdfs, folder, item } = upload;
  const marker = `${folder}/${MARKER}`;
  if ((await hdfs.entry(marker, signal)) !== undefined) {
    const present = generatedAtOf(await hdfs.readText(marker, signal));
    if (present > item.generatedAtMs) return;
  }
  await replaceText(upload, marker, markerText(upload, path), signal);
}

/** NaN for a marker that nobody understands: it is replaced. */
function generatedAtOf(marker: string): number {
  try {
    const { generated_at: at } = JSON.parse(marker) as { readonly generated_at?: unknown };
    return Date.parse(String(at));
  } catch {
    return Number.NaN;
  }
}

function markerText({ item, clock }: Upload, path: string): string {
  const document = {
    kind: item.kind,
    path,
    records: item.records,
    generated_at: new Date(item.generatedAtMs).toISOString(),
    published_at: new Date(clock.now()).toISOString(),
    published_by: hostname(),
  };
  return `${jsonText(document)}\n`;
}
