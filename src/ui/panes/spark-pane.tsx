import { memo } from 'react';
import type { SparkSlice } from '../../state/slices/spark.ts';
import { Pane } from '../components/pane.tsx';
import { areaOf, frameOf, type PaneProps } from './pane-props.ts';
import { sparkContent, sparkLine } from './spark-content.ts';

type SparkPaneProps = PaneProps & { readonly spark: SparkSlice; readonly now: number };

export const SparkPane = memo(function SparkPane(props: SparkPaneProps) {
  const frame = frameOf(props);
  const area = areaOf(frame, props.isZoomed);
  if (frame.chrome === 'line') {
    return <Pane frame={frame} rows={[sparkLine(props.spark, area, props)]} />;
  }
  return <Pane frame={frame} {...sparkContent(props.spark, area, props)} />;
});
