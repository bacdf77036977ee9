import type { JSX } from 'preact';
import { get, part } from '../../api/client';
import type { DriftColumn, DriftHistogram } from '../../api/types';
import { t } from '../../i18n';
import { Histogram } from '../../shared/charts/Histogram';
import { count, pValue, toNumber } from '../../shared/format';
import { Shown } from '../../shared/States';
import { useData } from '../../shared/useData';
import { nameOf } from './words';

/** The newest values of a feature, the forecasts or the outcomes over bins of what was learnt from, with the p-value of their difference. */
export function FeatureHistogram({ series, column }: { series: string; column: DriftColumn }): JSX.Element {
  const asked = column.kind === 'feature' ? { feature: column.name } : { kind: column.kind };
  const found = useData(`histogram ${column.kind} ${series} ${column.name}`, (signal) => get<DriftHistogram>(`/series/${part(series)}/drift/histogram`, asked, signal), ['series']);
  return (
    <div class="feature-chart">
      <Shown of={found} rows={9}>
        {(histogram) => <Chart histogram={histogram} column={column} />}
      </Shown>
    </div>
  );
}

function Chart({ histogram, column }: { histogram: DriftHistogram; column: DriftColumn }): JSX.Element {
  const { rows, referenceRows } = histogram;
  const p = { p: pValue(column.pValue), adjusted: pValue(column.adjustedPValue) };
  return (
    <Histogram
      title={t('drift.histogram', { column: nameOf(column) })}
      note={`${t('drift.histogram.p', p)} ${column.kind === 'outcome' ? '' : t('drift.histogram.note')}`}
      x={nameOf(column)}
      names={[t('drift.histogram.learnt', { rows: count(referenceRows) }), t('drift.histogram.now', { rows: count(rows) })]}
      bins={{ edges: histogram.edges, first: histogram.reference.map(toNumber), second: histogram.now.map(toNumber) }}
      {...(column.kind === 'outcome' && { labels: [t('forecast.is-down'), t('forecast.is-up')] })}
      {...(rows === 0 && { none: t('drift.over-time.none') })}
    />
  );
}
