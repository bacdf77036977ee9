import type { JSX } from 'preact';
import type { Correction, Quality } from '../../api/types';
import { t } from '../../i18n';
import { ChartFrame } from '../../shared/charts/ChartFrame';
import { Drawing } from '../../shared/charts/Drawing';
import { usePalette } from '../../shared/charts/palette';
import { day } from '../../shared/format';

const height = 76;
const [line, high, narrowest, labelWidth] = [36, 24, 3, 92];

/** The series from its first to its last bar with each hole where it is. */
export function GapTimeline({ quality, corrections }: { quality: Quality; corrections: readonly Correction[] }): JSX.Element {
  const palette = usePalette();
  const title = t('data.timeline', { series: quality.series });
  const [from, to] = [Date.parse(quality.first ?? ''), Date.parse(quality.last ?? '')];
  const draw = (pen: CanvasRenderingContext2D, width: number): void => {
    const at = (time: string): number => ((Date.parse(time) - from) / Math.max(1, to - from)) * (width - 2) + 1;
    pen.fillStyle = palette.good;
    pen.globalAlpha = 0.28;
    pen.fillRect(1, line - high, width - 2, high);
    pen.globalAlpha = 1;
    pen.fillStyle = palette.bad;
    for (const gap of quality.gaps) {
      const [left, right] = [at(gap.from), at(gap.to)];
      pen.fillRect(Math.min(left, width - narrowest), line - high, Math.max(narrowest, right - left), high);
    }
    pen.fillStyle = palette.ink;
    for (const correction of corrections) {
      pen.fillRect(at(correction.bar.time) - 1, line + 3, 2, 8);
    }
    pen.fillStyle = palette.soft;
    const labels = Math.max(2, Math.min(6, Math.floor(width / labelWidth)));
    for (let place = 0; place < labels; place++) {
      const share = place / (labels - 1);
      pen.textAlign = place === 0 ? 'left' : place === labels - 1 ? 'right' : 'center';
      pen.fillText(day(new Date(from + share * (to - from)).toISOString()), share * width, height - 8);
    }
  };
  const hours = (gap: Quality['gaps'][number]): number => (Date.parse(gap.to) - Date.parse(gap.from)) / 3_600_000;
  return (
    <ChartFrame
      title={title}
      note={t('data.timeline.note')}
      table={{
        columns: [t('data.gap.from'), t('data.gap.to'), t('data.missing'), t('data.gap.length')],
        rows: quality.gaps.map((gap) => [gap.from, gap.to, gap.missingBars, hours(gap)]),
      }}
    >
      <Drawing title={title} height={height} draw={draw} shows={[quality, corrections, palette.key]} />
    </ChartFrame>
  );
}
