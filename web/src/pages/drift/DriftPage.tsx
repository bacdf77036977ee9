import type { JSX } from 'preact';
import { get, part } from '../../api/client';
import type { Drift, DriftColumn, Series } from '../../api/types';
import { address, setQuery, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { Badge } from '../../shared/Badges';
import { compare, DataTable } from '../../shared/DataTable';
import { count, fixed, moment, percent, pValue, toNumber } from '../../shared/format';
import { Link } from '../../shared/Link';
import { PageHead } from '../../shared/PageHead';
import { Shown } from '../../shared/States';
import { Tabs } from '../../shared/Tabs';
import { Told } from '../../shared/Told';
import { useData } from '../../shared/useData';
import { NoSeries } from '../data/DataPage';
import { FeatureChart } from './FeatureChart';
import { FeatureHistogram } from './FeatureHistogram';
import { SeriesEvents } from './SeriesEvents';
import { ShiftChart } from './ShiftChart';
import { changeOf, inDeviations, leadOf, nameOf } from './words';

/** Whether the newest bars of a series still come from what the answering version has learnt. */
export function DriftPage(): JSX.Element {
  const { query } = usePlace();
  const series = useData('series', (signal) => get<Series[]>('/series', {}, signal), ['series']);
  return (
    <>
      <PageHead title={t('nav.drift')} about={t('drift.about')} />
      <Shown of={series}>
        {(list) => {
          const chosen = list.find((s) => s.name === query.get('series')) ?? list[0];
          return chosen === undefined ? (
            <NoSeries />
          ) : (
            <>
              {list.length > 1 && (
                <Tabs label={t('series.choose')} tabs={list.map((s) => [s.name, s.name] as const)} chosen={chosen.name} choose={(name) => setQuery({ series: name, feature: null, kind: null })} />
              )}
              <OneSeries key={chosen.name} series={chosen.name} feature={query.get('feature')} kind={query.get('kind')} />
            </>
          );
        }}
      </Shown>
    </>
  );
}

interface Asked {
  feature: string | null;
  kind: string | null;
}

function OneSeries({ series, ...asked }: { series: string } & Asked): JSX.Element {
  const drift = useData(`drift ${series}`, (signal) => get<Drift>(`/series/${part(series)}/drift`, {}, signal), ['series', 'model']);
  return (
    <>
      <Shown of={drift} rows={12}>{(found) => <Found drift={found} {...asked} />}</Shown>
      <h2>{t('drift.events')}</h2>
      <SeriesEvents series={series} />
    </>
  );
}

function Found({ drift, feature, kind }: { drift: Drift } & Asked): JSX.Element {
  const columns = drift.columns.toSorted((a, b) => Number(b.alarm) - Number(a.alarm) || compare(toNumber(a.adjustedPValue), toNumber(b.adjustedPValue)));
  // Forecasts and outcomes are one column each; a feature may be called as they are.
  const chosen = columns.find((c) => (c.kind === 'feature' ? c.name === feature && kind === null : c.kind === kind)) ?? columns.find((c) => c.kind === 'feature');
  return (
    <>
      <p class="row chips space">
        <DriftState drift={drift} />
        {drift.version && (
          <span class="chip">
            {t('drift.version')} <b>{drift.version}</b>
          </span>
        )}
        {drift.from && drift.problem === null && (
          <>
            <span class="chip">
              {t('drift.window')} <b>{count(drift.rows)}</b> {t('drift.window.from', { time: moment(drift.from) })}
            </span>
            <span class="chip">
              {t('drift.reference')} <b>{count(drift.referenceRows)}</b>
            </span>
            <span class="chip">
              {t('drift.level')} <b>{percent(drift.level)}</b>
            </span>
          </>
        )}
      </p>
      <p class="lead">{drift.problem === null ? leadOf(drift) : <Told>{drift.problem}</Told>}</p>
      {chosen && (
        <>
          <div class="charts">
            <ShiftChart columns={columns} />
            <FeatureHistogram series={drift.series} column={chosen} />
          </div>
          <FeatureChart series={drift.series} column={chosen} learntTo={drift.learntTo} />
          <h2>{t('drift.features')}</h2>
          <Features series={drift.series} columns={columns} chosen={chosen} />
        </>
      )}
    </>
  );
}

/** What was found: colour, sign and word. */
export function DriftState({ drift }: { drift: Drift }): JSX.Element {
  return drift.problem !== null ? (
    <Badge tone="unsure" icon="question" text={t('drift.untested')} title={drift.problem} />
  ) : drift.alarm ? (
    <Badge tone="bad" icon="cross" text={t('drift.alarm')} title={t('drift.alarm.help')} />
  ) : (
    <Badge tone="good" icon="check" text={t('drift.calm')} title={t('drift.calm.help')} />
  );
}

// Of sixty columns some drift, and few of the others are looked at.
const usualRows = 12;

/** The strongest first: all that drift, the next ones, and forecasts and outcomes, until all are asked for. */
function Features({ series, columns, chosen }: { series: string; columns: readonly DriftColumn[]; chosen: DriftColumn }): JSX.Element {
  return (
    <DataTable
      label={t('drift.features')}
      rows={columns}
      id={(c) => `${c.kind} ${c.name}`}
      marked={(c) => c === chosen}
      kept={(c) => c.kind !== 'feature'}
      first={Math.max(usualRows, columns.filter((c) => c.alarm).length)}
      columns={[
        { title: t('drift.feature'), cell: (c) => <Link to={address('/drift', c.kind === 'feature' ? { series, feature: c.name } : { series, kind: c.kind })}>{nameOf(c)}</Link>, sort: nameOf },
        {
          title: t('drift.state'),
          cell: (c) => (c.alarm ? <Badge tone="bad" icon="cross" text={t('drift.alarm')} /> : <span class="soft">–</span>),
          sort: (c) => (c.alarm ? 0 : 1),
        },
        { title: t('drift.p'), cell: (c) => pValue(c.pValue), sort: (c) => toNumber(c.pValue), right: true },
        { title: t('drift.adjusted'), cell: (c) => pValue(c.adjustedPValue), sort: (c) => toNumber(c.adjustedPValue), right: true },
        { title: t('drift.shift'), cell: (c) => inDeviations(c.shift), sort: (c) => toNumber(c.shift), right: true },
        { title: t('drift.visible'), cell: (c) => (Number.isFinite(toNumber(c.smallestVisibleShift)) ? fixed(toNumber(c.smallestVisibleShift), 2) : '–'), sort: (c) => toNumber(c.smallestVisibleShift), right: true },
        { title: t('drift.words'), cell: (c) => changeOf(c), wide: true },
      ]}
    />
  );
}
