import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { ApiError, get } from '../../api/client';
import type { RegisteredModel, RunTable, Series } from '../../api/types';
import { address } from '../../app/router';
import { t } from '../../i18n';
import { Alias, Status, Verdict } from '../../shared/Badges';
import { fetchCharts } from '../../shared/charts/Candles';
import { DataTable } from '../../shared/DataTable';
import { ago, moment, number, toNumber } from '../../shared/format';
import { Link } from '../../shared/Link';
import { PageHead } from '../../shared/PageHead';
import { Empty, Shown } from '../../shared/States';
import { useData, type Data } from '../../shared/useData';
import { NoSeries } from '../data/DataPage';
import { useVersions } from '../models/useVersions';
import { NoRuns } from '../runs/NoRuns';
import { SeriesCare } from './SeriesCare';
import { SeriesView } from './SeriesView';

const latestRuns = 8;

/** What stands now: champions with their verdicts, and what happened last. */
export function NowPage(): JSX.Element {
  // Both at once, so that nothing moves when the second comes.
  const runs = useLatestRuns();
  useEffect(fetchCharts, []);
  const both = useData('now', (signal) => Promise.all([get<RegisteredModel[]>('/models', {}, signal), readSeries(signal)]), ['model', 'series']);
  return (
    <>
      <PageHead title={t('nav.now')} about={t('now.about')} />
      <Shown of={both} rows={14}>
        {([list, live]) => (
          <>
            {live.length > 0 && <SeriesView series={live} />}
            {live.length > 0 && <SeriesCare series={live} />}
            <h2>{t('now.champions')}</h2>
            {list.length === 0 ? (
              <Empty title={t('models.none')}>
                <p>{t('models.none.help')}</p>
                <code>vane run samples/sp500.yaml</code>
                {live.length === 0 && (
                  <>
                    <p>{t('now.demo')}</p>
                    <code>vane serve --demo --port 5181</code>
                  </>
                )}
              </Empty>
            ) : (
              <div class="cards">
                {list.map((model) => (
                  <ModelCard key={model.name} model={model} />
                ))}
              </div>
            )}
            {live.length === 0 && (
              <>
                <h2>{t('now.series')}</h2>
                <NoSeries />
              </>
            )}
            <LatestRuns runs={runs} />
          </>
        )}
      </Shown>
    </>
  );
}

const useLatestRuns = (): Data<RunTable> =>
  useData('latest runs', (signal) => get<RunTable>('/runs/table', { limit: latestRuns, column: ['metrics.log_loss'], counted: false }, signal), ['run']);

function LatestRuns({ runs }: { runs: Data<RunTable> }): JSX.Element {
  return (
    <>
      <h2>{t('now.runs')}</h2>
      <Shown of={runs} rows={latestRuns}>
        {(table) =>
          table.rows.length === 0 ? (
            <NoRuns />
          ) : (
            <DataTable
              label={t('now.runs')}
              rows={table.rows}
              id={(run) => run.id}
              columns={[
                { title: t('column.name'), cell: (run) => <Link to={address('/runs', { run: run.id })}>{run.name}</Link>, wide: true },
                { title: t('column.status'), cell: (run) => <Status status={run.status} /> },
                { title: 'log_loss', cell: (run) => number(toNumber(run.values[0])), right: true },
                { title: t('column.start'), cell: (run) => <time dateTime={run.start} title={moment(run.start)}>{ago(run.start)}</time>, right: true },
              ]}
            />
          )
        }
      </Shown>
    </>
  );
}

// A server of an older release has no series.
const readSeries = (signal: AbortSignal): Promise<Series[]> =>
  get<Series[]>('/series', {}, signal).catch((error: Error) => (error instanceof ApiError && error.status === 404 ? [] : Promise.reject(error)));

function ModelCard({ model }: { model: RegisteredModel }): JSX.Element {
  const versions = useVersions(model.name);
  const champion = versions.data?.find((v) => v.version === model.aliases['champion']);
  const primary = champion?.primaryMetric;
  const metric = primary ? champion.metrics[primary] : undefined;
  return (
    <article class="card">
      <h3>
        <Link to={address('/models', { name: model.name })}>{model.name}</Link>
      </h3>
      <p class="row">{champion ? <><Alias name="champion" detail={`v${champion.version}`} /> <Verdict verdict={champion.verdict} /></> : <span class="soft">{versions.data ? t('model.no-champion') : ' '}</span>}</p>
      <p class="figure">{metric ? <><b>{number(metric.value)}</b> <span class="soft">{metric.name}</span></> : <b class="soft">–</b>}</p>
      <p class="soft small">
        {t('now.updated', { ago: ago(model.updated) })} · {t('now.versions', { count: model.versions })}
      </p>
    </article>
  );
}
