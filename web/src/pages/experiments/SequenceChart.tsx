import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ChallengerReport } from '../../api/types';
import { t } from '../../i18n';
import { ChartFrame } from '../../shared/charts/ChartFrame';
import { Legend, Lines } from '../../shared/charts/Lines';
import { Plot } from '../../shared/charts/Plot';

/** The mean advantage with its confidence sequence: the verdict falls where the band leaves zero. */
export function SequenceChart({ challenger }: { challenger: ChallengerReport }): JSX.Element {
  const points = challenger.sequence;
  const data = useMemo(() => {
    const [places, mean, low, high] = [points.map((p) => p.bars), points.map((p) => p.mean), points.map((p) => p.low), points.map((p) => p.high)];
    return [places, mean, places.map(() => 0), low, high] as [number[], ...(number | null)[][]];
  }, [points]);
  const range = useMemo(() => rangeOf(challenger), [challenger]);
  const table = {
    columns: [t('bars.time'), t('experiment.bars'), t('experiment.mean'), t('experiment.low'), t('experiment.high')],
    rows: points.map((p) => [p.time, p.bars, p.mean, p.low, p.high]),
  };
  return (
    <ChartFrame title={t('experiment.sequence')} table={table} note={t('experiment.sequence.note')} {...(points.length < 2 && { none: t('experiment.no-bars') })}>
      <Legend names={[t('experiment.mean')]} />
      <Plot
        label={t('experiment.sequence')}
        data={data}
        height={280}
        options={(palette) => ({
          scales: { x: { time: false }, y: { range: () => range } },
          axes: [{ label: t('experiment.bars') }, { size: 70 }],
          series: [
            {},
            { stroke: palette.series[0] ?? palette.ink, width: 2 },
            { stroke: palette.soft, width: 1, dash: [4, 4], points: { show: false } },
            { stroke: palette.series[0] ?? palette.ink, width: 1, points: { show: false } },
            { stroke: palette.series[0] ?? palette.ink, width: 1, points: { show: false } },
          ],
          bands: [{ series: [4, 3], fill: `color-mix(in srgb, ${palette.series[0] ?? palette.ink} 14%, transparent)` }],
        })}
      />
    </ChartFrame>
  );
}

/** Both e-values as powers of ten, and the height at which they are a verdict. */
export function EvidenceChart({ challenger, threshold }: { challenger: ChallengerReport; threshold: number }): JSX.Element | null {
  const lines = useMemo(() => {
    const of = (value: (p: ChallengerReport['sequence'][number]) => number): [number, number][] => challenger.sequence.map((p) => [p.bars, Math.log10(Math.max(value(p), 1e-3))]);
    return [
      { name: t('experiment.evidence-better'), points: of((p) => p.evidenceBetter) },
      { name: t('experiment.evidence-worse'), points: of((p) => p.evidenceWorse) },
      { name: t('experiment.threshold'), points: of(() => threshold) },
    ];
  }, [challenger, threshold]);
  return challenger.sequence.length < 2 ? null : <Lines title={t('experiment.evidence')} x={t('experiment.bars')} lines={lines} height={220} />;
}

/** The height of the picture: what the last two thirds of the band take, since the first bars know next to nothing. */
function rangeOf(challenger: ChallengerReport): [number, number] {
  const late = challenger.sequence.slice(Math.floor(challenger.sequence.length / 3));
  const values = late.flatMap((p) => [p.low ?? 0, p.high ?? 0]);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const margin = 0.05 * (high - low || 1);
  return [low - margin, high + margin];
}
