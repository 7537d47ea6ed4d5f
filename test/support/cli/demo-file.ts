import { readFileSync } from 'node:fs';
import { runCli } from './start-cli.ts';
import type { Workspace } from './workspace.ts';

/** Generated demo data as a file, which a run takes for any data set. */
export async function writeDemoFile(
  workspace: Workspace,
  { rows, seed }: { readonly rows: number; readonly seed: number },
): Promise<{ readonly path: string; readonly csv: string }> {
  const path = workspace.path(`demo-${rows}-${seed}.csv`);
  const amount = ['--demo-rows', String(rows), '--seed', String(seed)];
  const { exitCode, stderr } = await runCli(['dataset', 'demo', path, ...amount], {
    atEnd: () => undefined,
  });
  if (exitCode !== 0) throw new Error(`No demo data: ${stderr}`);
  return { path, csv: readFileSync(path, 'utf8') };
}
