import { formatCount } from '../../domain/format.ts';
import type { MirrorView } from '../../engine/mirror-view.ts';
import { selectCountedTotal } from '../../state/selectors/counted-total.ts';
import type { SparkSlice } from '../../state/slices/spark.ts';
import { knownPipeline } from '../panes/known-pipeline.ts';
import type { Row } from '../text/row.ts';
import { namedRows, type Page, paragraph } from './dialog-text.ts';

/** What a batch on Spark would do, as far as the screen knows; the engine checks before it starts. */
export function sparkSubmitRows(live: MirrorView, page: Page): readonly Row[] {
  const { spark, hdfs } = live.state;
  const pipeline = knownPipeline(live);
  const timeout = live.engine?.settings['spark-timeout'];
  const output =
    hdfs === null ? `${pipeline?.outputDir ?? ''}/spark` : `${hdfs.path}/spark in HDFS`;
  const counted = selectCountedTotal(live.state);
  return [
    ...namedRows('master', `${spark?.url ?? ''}, ${roomText(spark)}`, page),
    ...namedRows('reads', `${pipeline?.topic ?? ''} of ${pipeline?.address ?? ''}`, page),
    ...namedRows(
      'compares',
      counted === null
        ? 'nothing is counted yet'
        : `with ${formatCount(counted)} tracks counted here`,
      page,
    ),
    ...namedRows('Parquet to', output, page),
    ...(timeout === undefined ? [] : namedRows('ends', `after ${timeout} s at the latest`, page)),
    [],
    ...paragraph(
      'Spark computes the same analytics from the records that are counted here, and the two are compared. The pipeline goes on meanwhile.',
      page,
    ),
  ];
}

function roomText(spark: SparkSlice): string {
  if (spark === null || spark.unreachable !== null) return 'does not answer now';
  if (spark.status === null) return 'not heard of yet';
  const { aliveWorkers, cores, coresUsed } = spark.status;
  const workers = `${formatCount(aliveWorkers)} ${aliveWorkers === 1 ? 'worker' : 'workers'}`;
  return `${workers}, ${formatCount(cores - coresUsed)} of ${formatCount(cores)} cores free`;
}
