import { ConsoleError } from '../../domain/errors.ts';
import type { IngestionPreview, ShownPreview } from '../../engine/protocol.ts';
import type { Broker, RowSource } from '../../services/ports.ts';
import { describeFailure } from '../../state/commands/failure.ts';
import { previewIngest } from '../../state/commands/preview-ingest.ts';
import { ingestOptions } from '../open-pipeline.ts';
import type { Session } from '../session.ts';
import { within } from '../within.ts';
import type { DatasetFinder } from './dataset-finder.ts';

/** A preview is waited for by somebody who looks at the screen. */
const ANSWER_MS = 5_000;

type PreviewDeps = {
  readonly session: Session;
  readonly finder: DatasetFinder;
  /** @throws why nothing could be started now */
  readonly requireBroker: () => Broker;
};

/**
 * What an ingestion would do if it were started now; nothing is downloaded for it.
 *
 * @throws what is wrong with the data set
 */
export async function previewIngestion(
  { session, finder, requireBroker }: PreviewDeps,
  signal: AbortSignal,
): Promise<IngestionPreview> {
  const { topic } = session.config;
  const source = await finder.find(signal);
  if (source === undefined) {
    const { downloads } = finder;
    const action = { kind: 'after-download' } as const;
    return { source: null, downloads, topic, action, shown: shownOf(session, null, action) };
  }
  const { name, isDemo, fingerprint } = source;
  const action = await actionOf(session, source, requireBroker);
  const shown = shownOf(session, fingerprint.sha256, action);
  return { source: { name, isDemo, ...fingerprint }, downloads: [], topic, action, shown };
}

function shownOf(
  { id }: Session,
  sha256: string | null,
  action: IngestionPreview['action'],
): ShownPreview {
  const fromRow = action.kind === 'resume' ? action.fromRow : null;
  return { engine: id, sha256, action: action.kind, fromRow };
}

async function actionOf(
  session: Session,
  source: RowSource,
  requireBroker: () => Broker,
): Promise<IngestionPreview['action']> {
  try {
    const broker = requireBroker();
    const deps = { source, broker, clock: session.clock };
    const looking = previewIngest(deps, ingestOptions(session));
    return await within(ANSWER_MS, looking, () => {
      throw noAnswer(broker);
    });
  } catch (error) {
    return { kind: 'refused', failure: describeFailure(error) };
  }
}

function noAnswer({ address }: Broker): ConsoleError {
  const waited = `for ${ANSWER_MS / 1000} s`;
  return new ConsoleError('BROKER_UNREACHABLE', `No answer from ${address} ${waited}`, {
    hint: 'An ingestion that is started now begins when the broker answers.',
    context: { address },
  });
}
