import { missingSparkTools } from './spark-libraries.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether this machine can run Spark. */
    readonly hasSpark: boolean;
  }
}

/** Each test file has daemons of its own, for it ends and starts them. */
export function setup(project: { provide(name: 'hasSpark', value: boolean): void }): void {
  const missing = missingSparkTools();
  project.provide('hasSpark', missing.length === 0);
  if (missing.length === 0) return;
  const text = `No Spark on this machine: ${missing.join(', ')} not found`;
  if (process.env['CI'] === 'true') throw new Error(`${text}; CI must run the Spark tests`);
  process.stderr.write(`\n*** ${text}. THE SPARK TESTS ARE SKIPPED. ***\n\n`);
}
