import { memo } from 'react';
import { Pane } from '../components/pane.tsx';
import { zoneText } from '../text/clock-text.ts';
import { row, span } from '../text/row.ts';
import { type EventsState, eventRows, eventsLine } from './events-content.ts';
import { listSuffix } from './list-notes.ts';
import { areaOf, frameOf, type PaneProps } from './pane-props.ts';

type EventsPaneProps = PaneProps &
  EventsState & { readonly filter: string; readonly scroll: number };

export const EventsPane = memo(function EventsPane(props: EventsPaneProps) {
  const zone = zoneText(props.notices.at(-1)?.at ?? 0);
  const note = row(span(`times in ${zone}`, 'quiet'));
  const suffix = listSuffix(props.filter, '', props.theme).trimEnd();
  const frame = frameOf(props, { suffix, note });
  const area = areaOf(frame, props.isZoomed);
  const rows = frame.chrome === 'line' ? [eventsLine(props, area)] : eventRows(props, area, props);
  return <Pane frame={frame} rows={rows} />;
});
