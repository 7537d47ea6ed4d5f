import { fileURLToPath } from 'node:url';
import type { CliOptions } from '../support/cli/start-cli.ts';

/** A change of one module of the build. */
export type Patch = {
  /** Path in `dist/`. */
  readonly module: string;
  /** Stands in it once; line breaks and indents as the compiler makes them. */
  readonly text: string;
  readonly instead: string;
};

/** A build that breaks a promise. */
export type Sabotage = { readonly name: string; readonly patches: readonly Patch[] };

export const SABOTAGE = 'TRACKDECK_SABOTAGE';

const PRELOAD = fileURLToPath(new URL('sabotage-preload.ts', import.meta.url));

/** Makes a command run as a broken build. */
export function sabotaged({ patches }: Sabotage): CliOptions {
  return {
    env: { [SABOTAGE]: JSON.stringify(patches) },
    nodeOptions: ['--import', PRELOAD],
  };
}

const EMBEDDED_PRODUCER = 'services/broker/embedded/transactional-producer.js';
const KAFKA_TRANSACTION = 'services/broker/kafka/transaction.js';
const MEMBERSHIP = 'state/commands/membership.js';
const AFTER_COMMIT = `reach('after-ledger-commit');`;

/** The ledger moves in a transaction of its own, after the batch. */
export const LEDGER_APART: Sabotage = {
  name: 'the ledger entry is written after the commit of its records',
  patches: [
    {
      module: EMBEDDED_PRODUCER,
      text: 'ledger.put(ledgerEntry(append()));',
      instead: 'globalThis.entry = ledgerEntry(append());',
    },
    {
      module: EMBEDDED_PRODUCER,
      text: AFTER_COMMIT,
      instead: `${AFTER_COMMIT} log.write(() => ledger.put(globalThis.entry));`,
    },
  ],
};

export const LEDGER_APART_ON_KAFKA: Sabotage = {
  name: 'the ledger entry is sent in a transaction of its own',
  patches: [
    {
      module: KAFKA_TRANSACTION,
      text: 'await send(LEDGER_TOPIC, [entryMessage(entry, id)]);',
      instead: '',
    },
    {
      module: KAFKA_TRANSACTION,
      text: AFTER_COMMIT,
      instead: `${AFTER_COMMIT}
        const apart = await (await life.session()).begin();
        await apart.send({ topic: LEDGER_TOPIC, messages: [entryMessage(entry, id)] });
        await apart.commit();`,
    },
  ],
};

export const LEDGER_SKIPPED: Sabotage = {
  name: 'no ledger is kept',
  patches: [
    {
      module: EMBEDDED_PRODUCER,
      text: 'ledger.put(ledgerEntry(append()));',
      instead: 'ledgerEntry(append());',
    },
  ],
};

export const GOES_ON_TOO_EARLY: Sabotage = {
  name: 'the ledger goes on behind the first batch of a transaction',
  patches: [
    {
      module: 'state/commands/ledger-advance.js',
      text: 'work.batches.at(-1)?.next',
      instead: 'work.batches.at(0)?.next',
    },
  ],
};

/** As a consumer does that goes by the group's offsets. */
export const COMMIT_BEFORE_SAVE: Sabotage = {
  name: 'offsets are committed before the state is saved, and reading goes on at them',
  patches: [
    {
      module: MEMBERSHIP,
      text: 'await this.#untilSaved(() => store.save(save));',
      instead: `await this.#commit(unsaved.partitions);
        await this.#untilSaved(() => store.save(save));`,
    },
    { module: MEMBERSHIP, text: 'consumer.seek(partition, state.nextOffset);', instead: '' },
  ],
};

export const TRACK_FILE_NOT_CUT: Sabotage = {
  name: 'lines are appended behind those that no saved state knows of',
  patches: [
    {
      module: 'services/analytics-store/track-file.js',
      text: 'ftruncateSync(file, committedBytes);\n    try {',
      instead: `committedBytes = process.getBuiltinModule('node:fs').fstatSync(file).size;
    try {`,
    },
  ],
};

export const FENCING_OFF: Sabotage = {
  name: 'an earlier producer is not fenced',
  patches: [
    {
      module: 'services/broker/embedded/producer-epochs.js',
      text: 'if (current === epoch)',
      instead: 'if (current >= epoch)',
    },
  ],
};
