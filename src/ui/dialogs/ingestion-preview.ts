import { formatBytes, formatCount } from '../../domain/format.ts';
import type { IngestionPreview } from '../../engine/protocol.ts';
import type { ProducerSlice } from '../../state/slices/producer.ts';
import type { PreviewAnswer } from '../screen/screen-state.ts';
import type { Row } from '../text/row.ts';
import { namedRows, type Page, paragraph } from './dialog-text.ts';

type Rows = readonly Row[];

const STARTS = ['Start the ingestion?', 'Start?'];
const REFUSALS = ['Cannot ingest'];

/** Asks only where there is something to say yes to. */
export function previewTitles(answer: PreviewAnswer): readonly string[] {
  if (answer.status === 'asked') return ['What an ingestion would do', 'Ingestion'];
  if (answer.status === 'failed') return REFUSALS;
  const { kind } = answer.preview.action;
  switch (kind) {
    case 'start':
    case 'after-download':
      return STARTS;
    case 'resume':
      return ['Resume the ingestion?', 'Resume?'];
    case 'nothing-to-do':
      return ['Nothing to ingest', 'Nothing to do'];
    case 'refused':
      return REFUSALS;
    default:
      return kind satisfies never;
  }
}

/** What `y` would do. */
export function ingestionPreviewRows(
  answer: PreviewAnswer,
  { rowsPerSecondLimit }: ProducerSlice,
  page: Page,
): Rows {
  switch (answer.status) {
    case 'asked':
      return paragraph('Looking at the data set and the topic ...', page);
    case 'failed': {
      const { code, message, hint } = answer.failure;
      return [...paragraph(`${code}: ${message}`, page, 'alarm'), ...hintRows(hint, page)];
    }
    case 'answered':
      return [
        ...sourceRows(answer.preview, page),
        ...namedRows('topic', answer.preview.topic, page),
        ...limitRows(rowsPerSecondLimit, page),
        [],
        ...actionRows(answer.preview, page),
      ];
    default:
      return answer satisfies never;
  }
}

function sourceRows({ source, downloads }: IngestionPreview, page: Page): Rows {
  if (source === null) {
    return [
      ...namedRows('data set', 'not on this machine; it would be downloaded from', page),
      ...downloads.flatMap((url) => namedRows('', url, page)),
      ...namedRows('', 'and, where none has it, replaced by generated DEMO DATA', page),
    ];
  }
  const isSaid = source.name.includes('DEMO DATA');
  const demo = source.isDemo && !isSaid ? 'DEMO DATA, ' : '';
  const detail = `${demo}fingerprint ${source.sha256.slice(0, 12)}, ${formatBytes(source.bytes)}`;
  return [...namedRows('data set', source.name, page), ...namedRows('', detail, page)];
}

function limitRows(rowsPerSecond: number | null, page: Page): Rows {
  if (rowsPerSecond === null) return [];
  return namedRows('rate', `at most ${formatCount(rowsPerSecond)} rows/s`, page);
}

function actionRows({ action }: IngestionPreview, page: Page): Rows {
  switch (action.kind) {
    case 'start':
      return paragraph(
        'Every valid row is published once, in batches. Rejected rows go to the rejects file and the dead-letter topic.',
        page,
      );
    case 'resume':
      return paragraph(
        `It goes on at row ${formatCount(action.fromRow + 1)}: ${formatCount(action.acknowledged)} rows are acknowledged already and are not published again.`,
        page,
      );
    case 'after-download':
      return paragraph('What is in the topic already is compared once the data set is here.', page);
    case 'nothing-to-do':
      return paragraph(
        `Nothing to do: the topic has the whole data set, ${formatCount(action.acknowledged)} rows acknowledged.`,
        page,
        'accent',
      );
    case 'refused':
      return [
        ...paragraph(`${action.failure.code}: ${action.failure.message}`, page, 'alarm'),
        ...hintRows(action.failure.hint, page),
      ];
    default:
      return action satisfies never;
  }
}

function hintRows(hint: string | null, page: Page): Rows {
  return hint === null ? [] : paragraph(hint, page);
}
