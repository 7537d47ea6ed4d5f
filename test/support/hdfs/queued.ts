import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hashFile } from '../../../src/services/files/hash-file.ts';
import type { ExportQueue, Staged } from '../../../src/services/hdfs/export-queue.ts';
import type { ExportFacts, ExportKind } from '../../../src/services/hdfs/queued-export.ts';

/** Adds an export of text files; their names come with a manifest's where it is a snapshot. */
export function stageTexts(
  queue: ExportQueue,
  kind: ExportKind,
  texts: Readonly<Record<string, string>>,
  facts: Partial<ExportFacts> = {},
): Promise<Staged> {
  const contents =
    kind === 'snapshot' ? { ...texts, 'manifest.json': JSON.stringify(texts) } : texts;
  const bytes = Object.values(contents).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return queue.stage(
    { kind, name: kind, records: 1, generatedAtMs: 1_000, ...facts },
    bytes,
    (directory) =>
      Promise.all(
        Object.entries(contents).map(async ([name, text]) => {
          const path = join(directory, name);
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, text);
          return { name, ...(await hashFile(path)) };
        }),
      ),
  );
}
