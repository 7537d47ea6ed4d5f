import { memo } from 'react';
import { formatCount } from '../../domain/format.ts';
import { Pane } from '../components/pane.tsx';
import { zoneText } from '../text/clock-text.ts';
import { type Row, row, span } from '../text/row.ts';
import { type EventsState, eventRows, eventsLine, selectEvents } from './events-content.ts';
import { listTitles } from './list-notes.ts';
import { areaOf, frameOf, type PaneProps } from './pane-props.ts';
import { paneTitle } from './pane-titles.ts';

type EventsPaneProps = PaneProps &
  EventsState & { readonly filter: string; readonly scroll: number };

export const EventsPane = memo(function EventsPane(props: EventsPaneProps) {
  const titles = listTitles([paneTitle('events')], props.filter, props.theme);
  const frame = frameOf(props, { titles, note: noteOf(props) });
  const area = areaOf(frame, props.isZoomed);
  const rows =
    frame.chrome === 'line'
      ? [eventsLine(props, area, props.filter)]
      : eventRows(props, area, props);
  return <Pane frame={frame} rows={rows} />;
});

/** The zone of the times; while a filter hides some, how many of all are left. */
function noteOf({ filter, notices, ...state }: EventsPaneProps): Row {
  if (filter === '') return row(span(`times in ${zoneText(notices.at(-1)?.at ?? 0)}`, 'quiet'));
  const left = selectEvents({ ...state, notices }, filter).length;
  return row(span(`${formatCount(left)} of ${formatCount(notices.length)}`, 'watch'));
}
