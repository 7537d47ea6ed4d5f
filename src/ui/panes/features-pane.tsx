import { memo } from 'react';
import type { AnalyticsView } from '../../domain/analytics/analytics-view.ts';
import { Pane } from '../components/pane.tsx';
import { featureRows } from './features-content.ts';
import { areaOf, frameOf, type PaneProps } from './pane-props.ts';
import { paneNumber, paneTitle } from './pane-titles.ts';

type FeaturesPaneProps = PaneProps & { readonly analytics: AnalyticsView | undefined };

export const FeaturesPane = memo(function FeaturesPane(props: FeaturesPaneProps) {
  const frame = frameOf(props, {
    titles: [paneTitle('features'), `${paneNumber('features')} Features`],
  });
  return <Pane frame={frame} rows={featureRows(props.analytics, areaOf(frame, props.isZoomed))} />;
});
