import type { JSX } from 'preact';
import { get } from '../../api/client';
import type { Series } from '../../api/types';
import { t } from '../../i18n';
import { PageHead } from '../../shared/PageHead';
import { Empty, Shown } from '../../shared/States';
import { useData } from '../../shared/useData';
import { QualityCard } from './QualityCard';

/** What the stored bars of each series are like. */
export function DataPage(): JSX.Element {
  const series = useData('series', (signal) => get<Series[]>('/series', {}, signal), ['series']);
  return (
    <>
      <PageHead title={t('nav.data')} about={t('data.about')} />
      <Shown of={series}>{(list) => (list.length === 0 ? <NoSeries /> : list.map((one) => <QualityCard key={one.name} series={one.name} />))}</Shown>
    </>
  );
}

export function NoSeries(): JSX.Element {
  return (
    <Empty title={t('data.none')}>
      <p>{t('data.none.help')}</p>
      <code>vane up --exchange binance --symbol BTCUSDT --interval 1h</code>
    </Empty>
  );
}
