import type { Config } from '../../config.ts';
import { formatCount } from '../../domain/format.ts';
import { printableText } from '../../domain/printable-text.ts';
import { checkRawRow } from '../../services/csv/raw-row.ts';
import { readRepairedRows } from '../../services/csv/repaired-rows.ts';
import type { Broker } from '../../services/ports.ts';
import {
  previewRedrive,
  type Redriven,
  type RedriveOptions,
  redrive,
} from '../../state/commands/dlq/redrive.ts';
import type { RedrivePlan, StayingLetter } from '../../state/commands/dlq/redrive-plan.ts';
import { confirmed } from '../confirmed.ts';
import { patiently } from '../open-pipeline.ts';
import { printResult } from '../results.ts';
import type { Session } from '../session.ts';
import { filterOf, type LetterChoice } from './letter-choice.ts';
import { letterJson } from './letter-json.ts';
import { withBroker } from './with-broker.ts';

/** Staying rows that are shown to people; scripts get all. */
const SHOWN_STAYING = 10;

type RedriveFlags = {
  readonly choice: LetterChoice;
  /** File with repaired rows. */
  readonly from: string | undefined;
  readonly isConfirmed: boolean;
  readonly asJson: boolean;
};

/** Publishes dead letters after showing what it would publish and being told to. */
export function dlqRedriveCommand(config: Config, flags: RedriveFlags): Promise<number> {
  const { from, asJson } = flags;
  const filter = filterOf(flags.choice);
  return withBroker(config, 'dlq redrive', async (session, broker) => {
    const repaired = from === undefined ? undefined : await readRepairedRows(from);
    const options = { topic: config.topic, filter, repaired, force: config.force };
    const preview = await previewRedrive(depsOf(session, broker), options, session.stop.signal);
    const rows = rowsIn(preview);
    if (!asJson) say(previewLines(preview, options.topic));
    const isWanted = rows > 0 && (flags.isConfirmed || (await askToPublish(rows)));
    const outcome = isWanted ? await publish(session, broker, options) : nothing(preview);
    // By the marks: an attempt whose answer was lost may have published some.
    const published = outcome.plan.redriven.length + outcome.published - preview.redriven.length;
    if (asJson) printResult(redriveJson(outcome, published, options.topic));
    else say([isWanted ? `Published ${formatCount(published)} rows.` : 'Nothing was published.']);
  });
}

function depsOf({ clock }: Session, broker: Broker) {
  return { broker, checkRawRow, clock };
}

function publish(session: Session, broker: Broker, options: RedriveOptions): Promise<Redriven> {
  const deps = depsOf(session, broker);
  return patiently(session, () => redrive(deps, options, session.stop.signal));
}

function nothing(plan: RedrivePlan): Redriven {
  return { published: 0, plan, staying: plan.staying };
}

function rowsIn({ work }: RedrivePlan): number {
  return work.reduce((sum, { rows }) => sum + rows.length, 0);
}

function askToPublish(rows: number): Promise<boolean> {
  return confirmed({
    question: `Publish ${formatCount(rows)} rows? Type y: `,
    what: 'the redrive',
    interrupted: 'Nothing was published',
  });
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.map(printableText).join('\n')}\n`);
}

function previewLines(plan: RedrivePlan, topic: string): readonly string[] {
  const { staying, redriven, unknownRows } = plan;
  const more = staying.length - SHOWN_STAYING;
  return [
    `${formatCount(rowsIn(plan)).padStart(9)}  to be published to ${topic}`,
    `${formatCount(redriven.length).padStart(9)}  published by an earlier redrive`,
    `${formatCount(staying.length).padStart(9)}  stay dead letters`,
    ...staying
      .slice(0, SHOWN_STAYING)
      .map(({ letter, why }) => `    row ${letter.recordId}: ${why}`),
    ...(more > 0 ? [`    and ${formatCount(more)} more: --json has them all`] : []),
    ...(unknownRows.length > 0 ? [`    no dead letter of rows ${unknownRows.join(', ')}`] : []),
  ];
}

function redriveJson({ plan, staying }: Redriven, published: number, topic: string) {
  return {
    topic,
    published_now: published,
    redriven_before: plan.redriven.length,
    staying: staying.length,
    unknown_rows: plan.unknownRows,
    staying_letters: staying.map(stayingJson),
  };
}

function stayingJson({ letter, why }: StayingLetter) {
  return { ...letterJson(letter), why };
}
