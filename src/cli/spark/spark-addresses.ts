import type { Config } from '../../config.ts';

/** Where Spark's pages are. */
export type SparkAddresses = {
  /** Of the master. */
  readonly master: URL;
  /** Of an application that was not submitted here. */
  readonly application: URL;
};

const MASTER_PAGES = '8080';
const APPLICATION_PAGES = '4040';

/** @param masterUrl - `SPARK_MASTER_URL`: of its pages, or where applications register */
export function sparkAddresses(
  masterUrl: string,
  { sparkAppUrl }: Pick<Config, 'sparkAppUrl'>,
): SparkAddresses {
  const given = new URL(masterUrl);
  const isOfPages = given.protocol !== 'spark:';
  const at = (port: string) => new URL(`http://${given.hostname}:${port}`);
  return {
    master: isOfPages ? new URL(given.origin) : at(MASTER_PAGES),
    application: sparkAppUrl === undefined ? at(APPLICATION_PAGES) : new URL(sparkAppUrl),
  };
}

/** Where a job registers: as it was given, else as the master calls itself. */
export function registrationUrl(masterUrl: string, told: string): string {
  return masterUrl.startsWith('spark:') ? masterUrl : told;
}
