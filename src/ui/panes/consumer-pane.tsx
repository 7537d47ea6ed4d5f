import { memo } from 'react';
import { Pane } from '../components/pane.tsx';
import { clockText } from '../text/clock-text.ts';
import { type ConsumerState, consumerContent } from './consumer-content.ts';
import { areaOf, frameOf, type PaneProps, pausedNote } from './pane-props.ts';

type ConsumerPaneProps = PaneProps &
  ConsumerState & { readonly now: number; readonly scroll: number };

export const ConsumerPane = memo(function ConsumerPane(props: ConsumerPaneProps) {
  const { pausedSince } = props.consumer;
  const note = pausedNote(pausedSince === null ? null : clockText(pausedSince));
  const frame = frameOf(props, { note });
  const content = consumerContent(props, areaOf(frame, props.isZoomed), props);
  return <Pane frame={frame} {...content} />;
});
