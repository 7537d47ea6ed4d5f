import { memo } from 'react';
import type { HdfsSlice } from '../../state/slices/hdfs.ts';
import { Pane } from '../components/pane.tsx';
import { hdfsContent, hdfsLine } from './hdfs-content.ts';
import { areaOf, frameOf, type PaneProps } from './pane-props.ts';

type HdfsPaneProps = PaneProps & { readonly hdfs: HdfsSlice; readonly now: number };

export const HdfsPane = memo(function HdfsPane(props: HdfsPaneProps) {
  const frame = frameOf(props);
  const area = areaOf(frame, props.isZoomed);
  if (frame.chrome === 'line') {
    return <Pane frame={frame} rows={[hdfsLine(props.hdfs, area, props)]} />;
  }
  return <Pane frame={frame} {...hdfsContent(props.hdfs, area, props)} />;
});
