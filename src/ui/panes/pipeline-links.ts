import type { MirrorView } from '../../engine/mirror-view.ts';
import type { SparkSlice } from '../../state/slices/spark.ts';
import { namedRow } from '../text/field-rows.ts';
import { type Row, row, span } from '../text/row.ts';
import { type PaneArea, pathIn } from './pane-area.ts';
import { runPage } from './spark-places.ts';

const NAME_CELLS = 12;

/** Where a browser shows more: the addresses of the web pages of what is in use. */
export function linkRows(view: MirrorView, area: PaneArea): readonly Row[] {
  const links = linksOf(view);
  if (links.length === 0) return [];
  const cells = Math.max(1, area.width - NAME_CELLS - 1);
  return [
    row(span('for a browser', 'quiet')),
    ...links.map(([name, url]) => namedRow(name, NAME_CELLS, pathIn(area, url, cells))),
  ];
}

type Link = readonly [name: string, url: string];

function linksOf({ engine, state }: MirrorView): readonly Link[] {
  const kafkaUi = engine?.settings['kafka-ui-url'];
  return [
    ...(kafkaUi === undefined ? [] : [['Kafka UI', kafkaUi] as const]),
    ...(state.hdfs === null ? [] : [['NameNode UI', state.hdfs.url] as const]),
    ...(state.spark === null ? [] : sparkLinks(state.spark)),
  ];
}

function sparkLinks(spark: NonNullable<SparkSlice>): readonly Link[] {
  const page = runPage(spark);
  return [['Spark UI', spark.url], ...(page === undefined ? [] : [['Spark run', page] as const])];
}
