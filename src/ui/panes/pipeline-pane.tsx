import { memo } from 'react';
import type { MirrorView } from '../../engine/mirror-view.ts';
import { Pane } from '../components/pane.tsx';
import { areaOf, frameOf, type PaneProps } from './pane-props.ts';
import { pipelineLine, pipelineRows } from './pipeline-content.ts';

type PipelinePaneProps = PaneProps & { readonly mirrorView: MirrorView; readonly now: number };

export const PipelinePane = memo(function PipelinePane(props: PipelinePaneProps) {
  const { mirrorView, now } = props;
  const frame = frameOf(props);
  const area = areaOf(frame, props.isZoomed);
  const rows =
    frame.chrome === 'line'
      ? [pipelineLine(mirrorView, area, now)]
      : pipelineRows(mirrorView, area, now);
  return <Pane frame={frame} rows={rows} />;
});
