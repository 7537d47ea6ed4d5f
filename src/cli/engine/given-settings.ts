import type { FlagValues } from '../../config.ts';

/** What stood on the command line, to be handed on to an engine that is started. */
export type GivenSettings = {
  readonly flags: FlagValues;
  /** `--config` */
  readonly file: string | undefined;
};
