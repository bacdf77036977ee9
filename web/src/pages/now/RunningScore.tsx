import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Forecast } from '../../api/types';
import { t } from '../../i18n';
import { ChartFrame } from '../../shared/charts/ChartFrame';
import { Legend } from '../../shared/charts/Lines';
import { Plot } from '../../shared/charts/Plot';
import { shortDay } from '../../shared/format';
import { scoreOf } from './score';

const coin = Math.LN2;

/** The running log loss of forecasts that are settled, with its band, beside the base rate and a coin. */
export function RunningScore({ forecasts }: { forecasts: readonly Forecast[] }): JSX.Element {
  const score = useMemo(() => scoreOf(forecasts), [forecasts]);
  const data = useMemo(
    () => [score.map((s) => s.time), score.map((s) => s.mean), score.map((s) => s.baseRate), score.map(() => coin), score.map((s) => s.low), score.map((s) => s.high)] as const,
    [score],
  );
  const names = [t('score.model'), t('score.base-rate'), t('score.coin')];
  const table = {
    columns: [t('bars.time'), ...names, t('score.low'), t('score.high')],
    rows: score.map((s) => [new Date(s.time * 1000).toISOString(), s.mean, s.baseRate, coin, s.low, s.high]),
  };
  return (
    <ChartFrame title={t('score.title')} table={table} note={t('score.note')}>
      {score.length < 2 ? (
        <p class="soft pad">{t('score.none')}</p>
      ) : (
        <>
          <Legend names={names} />
          <Plot
            label={t('score.title')}
            data={data.map((column) => [...column]) as [number[], ...number[][]]}
            height={260}
            options={(palette) => ({
              axes: [{ values: (_, splits) => splits.map((second) => shortDay(second)) }, {}],
              series: [
                {},
                { stroke: palette.series[0] ?? palette.ink, width: 2 },
                { stroke: palette.series[1] ?? palette.ink, width: 1.5, dash: [6, 4] },
                { stroke: palette.series[2] ?? palette.ink, width: 1.5, dash: [2, 3] },
                { stroke: 'transparent', points: { show: false } },
                { stroke: 'transparent', points: { show: false } },
              ],
              bands: [{ series: [5, 4], fill: `color-mix(in srgb, ${palette.series[0] ?? palette.ink} 14%, transparent)` }],
            })}
          />
        </>
      )}
    </ChartFrame>
  );
}
