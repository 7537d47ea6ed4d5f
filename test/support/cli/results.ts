/** The line of JSON that ends `run`, by its names. */
export type RunResult = {
  readonly rows_read: number;
  readonly acknowledged: number;
  readonly published_now: number;
  readonly in_flight: number;
  readonly incomplete: number;
  readonly rejected: number;
  readonly failed: number;
  readonly foreign: number;
  readonly consumed: number;
  readonly exported: number;
  readonly unique_genres: number;
  readonly unique_artists: number;
  readonly balanced: boolean;
  readonly gap: string | null;
  readonly broker: string;
  readonly dataset_sha256: string;
  readonly demo: boolean;
  readonly duration_seconds: number;
  readonly output_dir: string;
};

/** The only line on stdout. */
export function resultOf<Result = RunResult>(stdout: string): Result {
  const lines = stdout.split('\n');
  if (lines.length !== 2 || lines[1] !== '') throw new Error(`Not one line: ${stdout}`);
  return JSON.parse(lines[0] as string) as Result;
}
