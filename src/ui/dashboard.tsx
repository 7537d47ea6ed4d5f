import { Box } from 'ink';
import { useMemo } from 'react';
import type { MirrorView } from '../engine/mirror-view.ts';
import { type Alert, NO_ALERTS } from './chrome/alerts.ts';
import { Connecting } from './components/connecting.tsx';
import { TabLine } from './components/tab-line.tsx';
import { useSame } from './components/use-same.ts';
import { type PlacedPane, type Size, screenLayout } from './layout/screen-layout.ts';
import { ArtistsPane } from './panes/artists-pane.tsx';
import { ConsumerPane } from './panes/consumer-pane.tsx';
import { EventsPane } from './panes/events-pane.tsx';
import { FeaturesPane } from './panes/features-pane.tsx';
import { GenresPane } from './panes/genres-pane.tsx';
import { HdfsPane } from './panes/hdfs-pane.tsx';
import type { PaneProps } from './panes/pane-props.ts';
import { PipelinePane } from './panes/pipeline-pane.tsx';
import { ProducerPane } from './panes/producer-pane.tsx';
import { SparkPane } from './panes/spark-pane.tsx';
import { recalledForms, stillnessForms } from './panes/stillness.ts';
import type { Theme } from './theme.ts';
import { shownPanes } from './view/shown-panes.ts';
import { staleSince } from './view/stale-since.ts';
import type { PaneId, ViewState } from './view/view-state.ts';

type DashboardProps = {
  readonly mirrorView: MirrorView;
  readonly view: ViewState;
  readonly size: Size;
  /** Epoch milliseconds that ages are counted up to; the caller steps it. */
  readonly now: number;
  readonly theme: Theme;
  /** What must not be overlooked and no header says. */
  readonly alerts?: readonly Alert[];
};

/** All panes, in exactly the cells of `size`. */
export function Dashboard(props: DashboardProps) {
  const { mirrorView, view, size, now, theme, alerts = NO_ALERTS } = props;
  const { columns, rows } = size;
  const { focus, isZoomed } = view;
  const panes = shownPanes(mirrorView.state);
  const layout = useMemo(
    () => screenLayout({ columns, rows }, focus, isZoomed, panes),
    [columns, rows, focus, isZoomed, panes],
  );
  const { link, engine } = mirrorView;
  const isLive = link.name === 'live';
  const shownTheme = isLive ? theme : theme.faded;
  const stillness = useSame(stillnessForms(mirrorView, view, now, theme.glyphs));
  const paneProps = (placed: PlacedPane): PaneProps => ({
    placed,
    isFocused: placed.pane === focus,
    isZoomed,
    theme: shownTheme,
    isLive,
    stillness,
    alerts: layout.tabs === null ? alerts : NO_ALERTS,
  });
  return (
    <Box width={columns} height={rows} flexShrink={0}>
      {engine === null ? (
        <Connecting width={columns} theme={theme} />
      ) : (
        layout.panes.map((placed) => (
          <PaneOf
            key={placed.pane}
            {...paneProps(placed)}
            mirrorView={mirrorView}
            view={view}
            now={now}
          />
        ))
      )}
      {layout.tabs !== null && engine !== null && (
        <TabLine rect={layout.tabs} panes={panes} focus={focus} alerts={alerts} theme={theme} />
      )}
    </Box>
  );
}

type PaneOfProps = PaneProps & Pick<DashboardProps, 'mirrorView' | 'view' | 'now'>;

/** Gives a pane the slices it shows, so that it is drawn anew for those only. */
function PaneOf({ mirrorView, view, now, ...pane }: PaneOfProps) {
  const asOf = staleSince(mirrorView) ?? now;
  const { producer, dataset, download, metrics, pipeline, consumer, topic, analytics, notices } =
    mirrorView.state;
  const id: PaneId = pane.placed.pane;
  const list = { filter: view.filter[id], scroll: view.scroll[id] };
  const recalled = useSame(recalledForms(analytics, now, pane.theme.glyphs));
  const counted = {
    ...pane,
    stillness: pane.stillness ?? recalled,
    analytics: analytics?.view,
  };
  const ranking = { ...counted, ...list, isKnown: consumer.startedAt !== null };
  switch (id) {
    case 'pipeline':
      return <PipelinePane {...pane} mirrorView={mirrorView} now={now} />;
    case 'producer':
      return (
        <ProducerPane
          {...pane}
          {...{ producer, dataset, download, metrics, pipeline, topic }}
          now={asOf}
        />
      );
    case 'consumer':
      return (
        <ConsumerPane
          {...pane}
          {...{ consumer, topic, metrics, analytics }}
          now={asOf}
          scroll={list.scroll}
        />
      );
    case 'genres':
      return <GenresPane {...ranking} order={view.genreOrder} />;
    case 'artists':
      return <ArtistsPane {...ranking} kind={view.artistKind} search={view.artistSearch} />;
    case 'features':
      return <FeaturesPane {...counted} />;
    case 'events':
      return (
        <EventsPane
          {...pane}
          {...list}
          notices={notices}
          rejectReasons={producer.rejectReasons}
          rejectSamples={producer.rejectSamples}
        />
      );
    case 'hdfs':
      return <HdfsPane {...pane} hdfs={mirrorView.state.hdfs} now={asOf} />;
    case 'spark':
      return <SparkPane {...pane} spark={mirrorView.state.spark} now={asOf} />;
    default:
      return id satisfies never;
  }
}
