import { missingHdfsTools } from './hdfs-libraries.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether this machine can run HDFS daemons. */
    readonly hasHdfs: boolean;
  }
}

/** Each test file has daemons of its own, for it ends and starts them. */
export function setup(project: { provide(name: 'hasHdfs', value: boolean): void }): void {
  const missing = missingHdfsTools();
  project.provide('hasHdfs', missing.length === 0);
  if (missing.length === 0) return;
  const text = `No HDFS on this machine: ${missing.join(', ')} not found`;
  if (process.env['CI'] === 'true') throw new Error(`${text}; CI must run the HDFS tests`);
  process.stderr.write(`\n*** ${text}. THE HDFS TESTS ARE SKIPPED. ***\n\n`);
}
