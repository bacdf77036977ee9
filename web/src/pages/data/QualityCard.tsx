import type { ComponentChildren, JSX } from 'preact';
import { get, part } from '../../api/client';
import type { Correction, Quality } from '../../api/types';
import { t } from '../../i18n';
import { Badge } from '../../shared/Badges';
import { DataTable } from '../../shared/DataTable';
import { ago, count, moment, number, percent } from '../../shared/format';
import { Shown } from '../../shared/States';
import { Told } from '../../shared/Told';
import { useData } from '../../shared/useData';
import { GapTimeline } from './GapTimeline';

const shownCorrections = 1000;

/** One series: figures of its bars, holes on a timeline, and what was corrected. */
export function QualityCard({ series }: { series: string }): JSX.Element {
  const path = `/series/${part(series)}`;
  const both = useData(
    `quality ${series}`,
    (signal) => Promise.all([get<Quality>(`${path}/quality`, {}, signal), get<Correction[]>(`${path}/corrections`, { limit: shownCorrections }, signal)]),
    ['series'],
  );
  return (
    <section class="quality" aria-labelledby={`quality-${series}`}>
      <h2 id={`quality-${series}`}>{series}</h2>
      <Shown of={both} rows={12}>
        {([quality, corrections]) => (
          <>
            {quality.calendar === null ? <Few /> : <Figures quality={quality} corrections={corrections.length} />}
            {quality.problems.map((problem) => (
              <p class="problem" key={problem}>
                <Told>{problem}</Told>
              </p>
            ))}
            {quality.calendar !== null && <GapTimeline quality={quality} corrections={corrections} />}
            {corrections.length > 0 && <Corrections series={series} rows={corrections} />}
          </>
        )}
      </Shown>
    </section>
  );
}

const Few = (): JSX.Element => (
  <p class="soft">
    {t('data.few')} <code>vane bars fetch --exchange binance --symbol BTCUSDT --interval 1h</code>
  </p>
);

function Figures({ quality, corrections }: { quality: Quality; corrections: number }): JSX.Element {
  return (
    <div class="facts-panel">
      <p class="row">
        {quality.gaps.length === 0 ? (
          <Badge tone="good" icon="check" text={t('data.whole')} />
        ) : (
          <Badge tone="unsure" icon="question" text={t('data.holes', { count: count(quality.gaps.length) })} />
        )}
        {quality.due !== null && Date.parse(quality.due) < Date.now() && <Badge tone="unsure" icon="question" text={t('data.late')} title={t('data.late.help', { ago: ago(quality.due) })} />}
      </p>
      <dl>
        <Figure name={t('data.bars')}>{`${count(quality.bars)} × ${quality.interval}`}</Figure>
        <Figure name={t('data.from')}>{quality.first && moment(quality.first)}</Figure>
        <Figure name={t('data.to')}>{quality.last && moment(quality.last)}</Figure>
        <Figure name={t('data.age')}>{quality.last && ago(quality.last)}</Figure>
        <Figure name={t('data.missing')}>{`${count(quality.missingBars)} (${percent(quality.missingBars / (quality.bars + quality.missingBars), 2)})`}</Figure>
        <Figure name={t('data.closures')}>{count(quality.closures)}</Figure>
        <Figure name={t('data.zero-volume')}>{count(quality.zeroVolume)}</Figure>
        <Figure name={t('data.ties')}>{percent(quality.ties ?? NaN, 2)}</Figure>
        <Figure name={t('data.stale')}>{count(quality.staleRuns)}</Figure>
        <Figure name={t('data.corrections')}>{count(corrections)}</Figure>
        <Figure name={t('data.calendar')}>{quality.calendar && <Told>{quality.calendar}</Told>}</Figure>
        <Figure name={t('data.hash')}>
          <code title={quality.sha256 ?? ''}>{quality.sha256?.slice(0, 12)}</code>
        </Figure>
      </dl>
    </div>
  );
}

function Figure({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Corrections({ series, rows }: { series: string; rows: readonly Correction[] }): JSX.Element {
  const label = `${t('data.corrections')}: ${series}`;
  return (
    <>
      <h3 class="above">{t('data.corrections')}</h3>
      <DataTable
        label={label}
        rows={rows}
        id={(row) => `${row.bar.time} ${row.corrected}`}
        columns={[
          { title: t('bars.time'), cell: (row) => moment(row.bar.time), sort: (row) => row.bar.time },
          { title: t('data.before'), cell: (row) => number(row.bar.close), sort: (row) => row.bar.close, right: true },
          { title: t('data.received'), cell: (row) => moment(row.received), sort: (row) => row.received },
          { title: t('data.corrected'), cell: (row) => moment(row.corrected), sort: (row) => row.corrected },
        ]}
      />
    </>
  );
}
