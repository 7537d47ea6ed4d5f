import { memo } from 'react';
import { Pane } from '../components/pane.tsx';
import { clockText } from '../text/clock-text.ts';
import { areaOf, frameOf, type PaneProps, pausedNote } from './pane-props.ts';
import { type ProducerState, producerContent } from './producer-content.ts';

type ProducerPaneProps = PaneProps & ProducerState & { readonly now: number };

export const ProducerPane = memo(function ProducerPane(props: ProducerPaneProps) {
  const { pausedSince } = props.producer;
  const note = pausedNote(pausedSince === null ? null : clockText(pausedSince));
  const frame = frameOf(props, { note });
  const content = producerContent(props, areaOf(frame, props.isZoomed), props);
  return <Pane frame={frame} {...content} />;
});
