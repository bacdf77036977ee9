import type { JSX } from 'preact';
import { get, part } from '../../api/client';
import type { Run } from '../../api/types';
import { setQuery, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { Lines } from '../../shared/charts/Lines';
import { number } from '../../shared/format';
import { DataTable } from '../../shared/DataTable';
import { Link } from '../../shared/Link';
import { Empty, Shown } from '../../shared/States';
import { useData } from '../../shared/useData';
import { CurveLook, useCurveLook } from './CurveLook';
import { runLink } from './RunsTable';
import { useHistories } from './useHistories';

const most = 12;

/** Metric curves of the runs that were marked in the table, and their figures side by side. */
export function Curves({ ids }: { ids: readonly string[] }): JSX.Element {
  const shown = ids.slice(0, most);
  const runs = useData(shown.length > 0 ? `marked ${shown.join()}` : null, (signal) => Promise.all(shown.map((id) => get<Run>(`/runs/${part(id)}`, {}, signal))), ['run']);
  return shown.length === 0 ? (
    <Empty title={t('curves.none')}>
      <p>{t('curves.none.help')}</p>
    </Empty>
  ) : (
    <Shown of={runs}>{(list) => <CurvesOf runs={list} />}</Shown>
  );
}

function CurvesOf({ runs }: { runs: readonly Run[] }): JSX.Element {
  const { query } = usePlace();
  const look = useCurveLook();
  const stepped = new Set(runs.flatMap((run) => run.latestMetrics.filter((m) => m.step > 0).map((m) => m.key)));
  const all = [...new Set(runs.flatMap((run) => Object.keys(run.metrics)))].toSorted((a, b) => Number(stepped.has(b)) - Number(stepped.has(a)) || Number(a.includes('/')) - Number(b.includes('/')));
  const metric = query.get('metric') ?? all[0];
  const named = runs.map((run) => ({ id: run.id, name: `${run.name} ${run.id.slice(0, 6)}` }));
  const lines = useHistories(metric, named);
  return (
    <>
      <div class="toolbar">
        <label class="inline">
          {t('curves.metric')}
          <select value={metric ?? ''} onChange={(event: Event) => setQuery({ metric: (event.target as HTMLSelectElement).value })}>
            {all.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <CurveLook />
        <button type="button" onClick={() => setQuery({ mark: null })}>
          {t('curves.clear')}
        </button>
      </div>
      <Shown of={lines}>{(list) => <Lines title={metric ?? ''} x={t('curves.step')} lines={list} {...look} height={320} />}</Shown>
      <h2>{t('curves.figures')}</h2>
      <DataTable
        label={t('curves.figures')}
        rows={all}
        id={(name) => name}
        columns={[{ title: t('compare.metric'), cell: (name: string) => name, sort: (name: string) => name }, ...runs.map((run, place) => ({ title: named[place]?.name ?? run.id, cell: (name: string) => number(run.metrics[name]), right: true }))]}
      />
      <p class="row">
        {runs.map((run) => (
          <Link key={run.id} to={runLink(run.id)}>
            {run.name}
          </Link>
        ))}
      </p>
    </>
  );
}
