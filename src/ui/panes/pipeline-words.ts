import { formatBytes, formatCount } from '../../domain/format.ts';
import type { MirrorView } from '../../engine/mirror-view.ts';
import type { ConsoleState } from '../../state/store.ts';
import { EMPTY_ROW, type Row, row, span } from '../text/row.ts';
import { ageText } from '../text/time-text.ts';
import { type PaneArea, shownIn } from './pane-area.ts';

/** Said in this order, as many as fit; only the first one may be cut. */
export type Words = readonly Row[];

const FINGERPRINT_DIGITS = 12;
const SHORT_FINGERPRINT_DIGITS = 8;
/** Cells for the long fingerprint. */
const WIDE_FROM = 40;

/** Whether the data set is a real one, its name and its fingerprint. */
export function sourceWords({ producer, exports }: ConsoleState, area: PaneArea): Words {
  const { source, ledger } = producer;
  const sha256 = source?.sha256 ?? ledger?.datasetSha256;
  if (sha256 === undefined) return noWords(area);
  const isDemo = source?.isDemo ?? ledger?.isDemo ?? exports.isDemo;
  const digits = area.width < WIDE_FROM ? SHORT_FINGERPRINT_DIGITS : FINGERPRINT_DIGITS;
  return [
    row(isDemo ? span('DEMO DATA', 'watch') : null),
    row(source === null ? null : pathText(source.name, area)),
    quiet(sha256.slice(0, digits)),
  ];
}

/** A path's last name; the whole path where there is room for it. */
function pathText(path: string, area: PaneArea): string {
  const shown = shownIn(area, path);
  return area.isZoomed ? shown : (shown.split('/').at(-1) ?? shown);
}

export function brokerWords({ pipeline }: ConsoleState, area: PaneArea): Words {
  if (pipeline === null) return [quiet('not open yet')];
  const kind = pipeline.broker === 'kafka' ? 'Kafka' : 'embedded log';
  return [row(kind, span(` ${shownIn(area, pipeline.address)}`, 'quiet'))];
}

export function topicWords({ pipeline, topic }: ConsoleState, area: PaneArea): Words {
  const partitions = topic?.partitions.length ?? 0;
  return [
    row(shownIn(area, pipeline?.topic ?? area.glyphs.none)),
    partitions === 0 ? EMPTY_ROW : quiet(`${formatCount(partitions)} partitions`),
  ];
}

export function groupWords({ pipeline, topic }: ConsoleState, area: PaneArea): Words {
  const members = topic?.members ?? 0;
  return [
    row(shownIn(area, pipeline?.group ?? area.glyphs.none)),
    members === 0
      ? EMPTY_ROW
      : quiet(`${formatCount(members)} ${members === 1 ? 'member' : 'members'}`),
  ];
}

export function engineWords({ engine, link }: MirrorView, area: PaneArea, now: number): Words {
  if (engine === null) return noWords(area);
  const until = link.name === 'lost' ? link.since : now;
  return [
    row(`pid ${engine.pid}`),
    quiet(`up ${ageText(until - engine.startedAt)}`),
    quiet(`on ${shownIn(area, engine.host)}`),
  ];
}

export function savedWords({ exports }: ConsoleState, area: PaneArea, now: number): Words {
  if (exports.savedAt === null) return noWords(area);
  return [
    row(`${formatCount(exports.records)} tracks`),
    quiet(`${ageText(now - exports.savedAt)} ago`),
  ];
}

export function snapshotWords({ exports }: ConsoleState, area: PaneArea, now: number): Words {
  const { snapshot } = exports;
  if (snapshot === null) return noWords(area);
  return [
    row(pathText(snapshot.directory, area)),
    quiet(formatBytes(snapshot.bytes)),
    quiet(`${ageText(now - snapshot.writtenAt)} ago`),
  ];
}

function noWords({ glyphs }: PaneArea): Words {
  return [row(span(glyphs.none, 'quiet'))];
}

export function quiet(text: string): Row {
  return row(span(text, 'quiet'));
}
