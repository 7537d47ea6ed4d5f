import { formatBytes, formatCount } from '../../domain/format.ts';
import type { MirrorView } from '../../engine/mirror-view.ts';
import type { ConsoleState } from '../../state/store.ts';
import { cellWidth } from '../text/cells.ts';
import { EMPTY_ROW, type Row, row, rowWidth, span } from '../text/row.ts';
import { ageText } from '../text/time-text.ts';
import { staleSince } from '../view/stale-since.ts';
import { knownPipeline } from './known-pipeline.ts';
import { type PaneArea, pathIn, shownIn } from './pane-area.ts';

/** Said in this order, as many as fit; only the first one may be cut. */
export type Words = readonly Row[];

const FINGERPRINT_DIGITS = 12;
const SHORT_FINGERPRINT_DIGITS = 8;
/** Cells for the long fingerprint. */
const WIDE_FROM = 40;
/** Where the value of a named row begins. */
const NAMED_FROM = 9;
/** Said before it already. */
const DEMO_PREFIX = /^DEMO DATA: /;
const EMBEDDED = 'embedded log';

/** Whether the data set is a real one, its name and its fingerprint. */
export function sourceWords(
  { producer, exports }: Pick<ConsoleState, 'producer' | 'exports'>,
  area: PaneArea,
): Words {
  const { source, ledger } = producer;
  const sha256 = source?.sha256 ?? ledger?.datasetSha256;
  if (sha256 === undefined) return noWords(area);
  const isDemo = source?.isDemo ?? ledger?.isDemo ?? exports.isDemo;
  const digits = area.width < WIDE_FROM ? SHORT_FINGERPRINT_DIGITS : FINGERPRINT_DIGITS;
  const demo = row(isDemo ? span('DEMO DATA', 'watch') : null);
  const fingerprint = quiet(sha256.slice(0, digits));
  const room = roomBeside([demo, fingerprint], area);
  return [
    demo,
    row(source === null ? null : nameText(source.name.replace(DEMO_PREFIX, ''), area, room)),
    fingerprint,
  ];
}

/** Cells of a named row that these words leave. */
function roomBeside(words: Words, { width }: PaneArea): number {
  const taken = words.filter((word) => word.length > 0).map((word) => rowWidth(word) + 1);
  return taken.reduce((room, cells) => room - cells, width - NAMED_FROM);
}

/** A path's last name; in a pane that has the screen for itself as much of the path as fits too. */
function nameText(path: string, area: PaneArea, room: number): string {
  const name = nameOf(shownIn(area, path));
  return area.isZoomed ? pathIn(area, path, Math.max(room, cellWidth(name))) : name;
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}

export function brokerWords(view: MirrorView, area: PaneArea, now: number): Words {
  const pipeline = knownPipeline(view);
  if (pipeline === null) return noWords(area);
  const away = awayRow(view, now);
  const isTold = pipeline.isOpen || away.length > 0;
  const state = isTold ? away : row(span('not open yet', 'watch'));
  const address = shownIn(area, pipeline.address);
  if (pipeline.broker === 'kafka') return [row('Kafka', span(` ${address}`, 'quiet')), state];
  const cells = area.width - NAMED_FROM;
  const kind = cells < EMBEDDED.length ? 'embedded' : EMBEDDED;
  const path = pathIn(area, pipeline.address, cells - kind.length - 1);
  // A name that had to be cut says nothing.
  const place = address !== '' && path.endsWith(nameOf(address)) ? quiet(path) : EMPTY_ROW;
  return [row(kind), place, state];
}

function awayRow(view: MirrorView, now: number): Row {
  const unreachable = view.state.topic?.unreachable ?? null;
  if (unreachable === null || staleSince(view) !== null) return EMPTY_ROW;
  const word = unreachable.failure.code === 'BROKER_REFUSED' ? 'REFUSES' : 'AWAY';
  return row(span(`${word} for ${ageText(now - unreachable.since)}`, 'watch'));
}

export function outputWords(view: MirrorView, area: PaneArea): Words {
  const pipeline = knownPipeline(view);
  if (pipeline === null) return noWords(area);
  const room = Math.max(1, area.width - NAMED_FROM);
  return [row(pathIn(area, pipeline.outputDir, room))];
}

export function topicWords(view: MirrorView, area: PaneArea): Words {
  const partitions = view.state.topic?.partitions.length ?? 0;
  const name = knownPipeline(view)?.topic;
  if (name === undefined) return noWords(area);
  return [
    row(shownIn(area, name)),
    partitions === 0 ? EMPTY_ROW : quiet(`${formatCount(partitions)} partitions`),
  ];
}

export function groupWords(view: MirrorView, area: PaneArea): Words {
  const members = view.state.topic?.members ?? 0;
  const name = knownPipeline(view)?.group;
  if (name === undefined) return noWords(area);
  return [
    row(shownIn(area, name)),
    members === 0
      ? EMPTY_ROW
      : quiet(`${formatCount(members)} ${members === 1 ? 'member' : 'members'}`),
  ];
}

/** Before the age that an engine has, or had when it was last heard of. */
const LIFE_WORDS: Readonly<Record<MirrorView['link']['name'], string>> = {
  connecting: 'up',
  live: 'up',
  silent: 'silent after',
  lost: 'gone after',
};

export function engineWords(view: MirrorView, area: PaneArea, now: number): Words {
  const { engine, link } = view;
  if (engine === null) return noWords(area);
  const age = ageText((staleSince(view) ?? now) - engine.startedAt);
  return [
    row(`pid ${engine.pid}`),
    quiet(`${LIFE_WORDS[link.name]} ${age}`),
    quiet(`on ${shownIn(area, engine.host)}`),
  ];
}

export function savedWords({ exports }: ConsoleState, area: PaneArea, now: number): Words {
  if (exports.savedAt === null) return noWords(area);
  return [
    row(formatCount(exports.records)),
    row('tracks'),
    quiet(`${ageText(now - exports.savedAt)} ago`),
  ];
}

export function snapshotWords({ exports }: ConsoleState, area: PaneArea, now: number): Words {
  const { snapshot } = exports;
  if (snapshot === null) return noWords(area);
  const words = [
    quiet(formatBytes(snapshot.bytes)),
    quiet(`${ageText(now - snapshot.writtenAt)} ago`),
  ];
  return [row(nameText(snapshot.directory, area, roomBeside(words, area))), ...words];
}

function noWords({ glyphs }: PaneArea): Words {
  return [row(span(glyphs.none, 'quiet'))];
}

export function quiet(text: string): Row {
  return row(span(text, 'quiet'));
}
