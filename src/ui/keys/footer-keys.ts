import { isIngesting, isSparkRunning } from '../../state/selectors/engine-work.ts';
import { bindingById, type KeyId, keyText } from '../keymap.ts';
import { shownPanes } from '../view/shown-panes.ts';
import { type Situation, whyNot } from './availability.ts';

export type FooterKey = { readonly key: string; readonly word: string };

/** The ways out, and to all other keys: shown however little room there is. */
export function lastingKeys(situation: Situation): readonly FooterKey[] {
  return lasting(situation).map((id) => footerKey(id, situation));
}

/** Most wanted first: a narrow screen shows as many as fit. */
export function footerKeys(situation: Situation): readonly FooterKey[] {
  const wanted = new Set([
    ...resumingKeys(situation),
    ...pipelineKeys(situation),
    ...paneKeys(situation),
  ]);
  const working = [...wanted].filter((id) => whyNot(id, situation) === null);
  const shownAnyway = lasting(situation);
  return [...working, ...ALWAYS]
    .filter((id) => !shownAnyway.includes(id))
    .map((id) => footerKey(id, situation));
}

const ALWAYS: readonly KeyId[] = ['focus-pane', 'zoom', 'freeze'];

/** A screen that stands still must say how to get it going again. */
function lasting({ view }: Situation): readonly KeyId[] {
  return view.frozenSince === null ? ['help', 'quit'] : ['freeze', 'help', 'quit'];
}

/** What an operator has paused stays so until its key is pressed again. */
function resumingKeys({ mirrorView }: Situation): readonly KeyId[] {
  const { producer, consumer } = mirrorView.state;
  return [
    ...(consumer.pausedSince === null ? [] : (['toggle-consumption'] as const)),
    ...(producer.pausedSince === null ? [] : (['toggle-production'] as const)),
  ];
}

function pipelineKeys({ mirrorView }: Situation): readonly KeyId[] {
  if (mirrorView.link.name === 'lost') return ['start-engine'];
  return isIngesting(mirrorView.state.producer)
    ? ['toggle-consumption', 'toggle-production', 'stop-ingestion', 'lower-rate', 'snapshot']
    : ['start-ingestion', 'toggle-consumption', 'snapshot'];
}

function paneKeys({ view, mirrorView }: Situation): readonly KeyId[] {
  switch (view.focus) {
    case 'genres':
      return ['next-genre-order', 'filter'];
    case 'artists':
      return [view.artistKind === 'field' ? 'artists-by-name' : 'artists-by-field', 'filter'];
    case 'events':
      return ['filter'];
    case 'spark':
      return [isSparkRunning(mirrorView.state) ? 'stop-spark' : 'submit-spark'];
    default:
      return [];
  }
}

function footerKey(id: KeyId, situation: Situation): FooterKey {
  const binding = bindingById(id);
  const [first = ''] = binding.keys;
  return {
    key: footerKeyText(id, first, situation),
    word: footerWord(id, situation) ?? binding.short,
  };
}

function footerKeyText(id: KeyId, first: string, { mirrorView }: Situation): string {
  if (id === 'lower-rate') return '{ }';
  return id === 'focus-pane' ? `1-${shownPanes(mirrorView.state).length}` : keyText(first);
}

/** Where the word follows what the key would do now. */
function footerWord(id: KeyId, { mirrorView, view }: Situation): string | undefined {
  const { producer, consumer } = mirrorView.state;
  switch (id) {
    case 'toggle-consumption':
      return consumer.pausedSince === null ? undefined : 'resume consumer';
    case 'toggle-production':
      return producer.pausedSince === null ? undefined : 'resume producer';
    case 'lower-rate':
      return 'rate';
    case 'freeze':
      return view.frozenSince === null ? undefined : 'thaw';
    case 'zoom':
      return view.isZoomed ? 'all panes' : undefined;
    default:
      return undefined;
  }
}
