import type { JSX } from 'preact';
import { apiAddress, get, part } from '../../api/client';
import type { Artifact, Num, Run } from '../../api/types';
import { address, setQuery, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { Status } from '../../shared/Badges';
import { Lines } from '../../shared/charts/Lines';
import { DataTable } from '../../shared/DataTable';
import { duration, moment, number, toNumber } from '../../shared/format';
import { FileList } from '../../shared/FileList';
import { Link } from '../../shared/Link';
import { MissingHead, PageHead } from '../../shared/PageHead';
import { Shown } from '../../shared/States';
import { useData } from '../../shared/useData';
import { usual } from './columns';
import { CurveLook, useCurveLook } from './CurveLook';
import { RunNote } from './RunNote';
import { RunTags } from './RunTags';
import { useHistories } from './useHistories';

// What its address says of this page alone.
const ownKeys = ['run', 'metric', 'smooth', 'scale', 'folder'];

/** One run: what it was, what it measured, its parameters, tags, curves, files and report. */
export function RunPage({ id }: { id: string }): JSX.Element {
  const { query } = usePlace();
  const run = useData(`run ${id}`, (signal) => get<Run>(`/runs/${part(id)}`, {}, signal), ['run']);
  const back = Object.fromEntries([...new Set(query.keys())].filter((key) => !ownKeys.includes(key)).map((key) => [key, query.getAll(key)]));
  return (
    <>
      <p class="crumbs">
        <Link to={address('/runs', back)}>{t('nav.runs')}</Link> / <span>{run.data?.name ?? id}</span>
      </p>
      <MissingHead of={run} title={t('run.title', { id })} />
      <Shown of={run} rows={12}>
        {(found) => <Found run={found} changed={run.reload} />}
      </Shown>
    </>
  );
}

function Found({ run, changed }: { run: Run; changed: () => void }): JSX.Element {
  const files = useData(`files of ${run.id}`, (signal) => get<Artifact[]>(`/runs/${part(run.id)}/files`, {}, signal));
  const verdict = run.tags['vane.verdict'];
  const { own, groups, names } = metricsOf(run);
  const curved = run.latestMetrics.filter((m) => m.step > 0).map((m) => m.key);
  return (
    <>
      <PageHead
        title={run.name}
        about={
          <span class="row">
            <Status status={run.status} /> {moment(run.start)} UTC · {duration(run.start, run.end)} · {run.user} · {run.experiment}
            <code>{run.id}</code>
          </span>
        }
      />
      {verdict && <p class="lead" lang="en">{verdict}</p>}
      <RunNote run={run} changed={changed} />
      {curved.length > 0 && <Curve run={run} metrics={curved} />}
      <div class="columns">
        <section>
          <h2>{t('run.metrics')}</h2>
          <DataTable label={t('run.metrics')} rows={own} id={([name]) => name} columns={[{ title: t('compare.metric'), cell: ([name]) => name, sort: ([name]) => name, wide: true }, { title: t('run.value'), cell: ([, value]) => number(value), sort: ([, value]) => toNumber(value), right: true }]} />
        </section>
        <section>
          <Pairs title={t('run.params')} values={run.params} />
          <RunTags run={run} changed={changed} />
          <h2>{t('report.files')}</h2>
          <Shown of={files} rows={3}>
            {(list) => <FileList files={list} under={`/runs/${part(run.id)}/files`} none={t('run.no-files')} />}
          </Shown>
        </section>
      </div>
      {groups.length > 0 && (
        <>
          <h2>{t('run.groups')}</h2>
          <DataTable
            label={t('run.groups')}
            rows={groups}
            id={(group) => group.name}
            columns={[{ title: t('run.group'), cell: (group) => group.name, sort: (group) => group.name }, ...names.map((name) => ({ title: name, cell: (group: Group) => number(group.values[name]), sort: (group: Group) => toNumber(group.values[name]), right: true }))]}
          />
        </>
      )}
      {files.data?.some((file) => file.name === 'report.html') && (
        <>
          <h2>{t('model.report')}</h2>
          <iframe class="report" title={t('model.report')} src={apiAddress(`/runs/${part(run.id)}/report`)} sandbox="" loading="lazy" />
        </>
      )}
    </>
  );
}

/** Metrics of one thing that a run measured, such as a baseline: base-rate/log_loss. */
interface Group {
  name: string;
  values: Record<string, Num>;
}

// A table with more columns than this is no easier to read than a list.
const mostNames = 16;

/** A run's own metrics as a list, and those of the parts of it as a table of parts by metrics, where several have the same. */
function metricsOf(run: Run): { own: [string, Num][]; groups: Group[]; names: string[] } {
  const all = Object.entries(run.metrics);
  const groups = new Map<string, Group>();
  for (const [key, value] of all) {
    const cut = key.lastIndexOf('/');
    if (cut > 0) {
      const name = key.slice(0, cut);
      const group = groups.get(name) ?? { name, values: {} };
      group.values[key.slice(cut + 1)] = value;
      groups.set(name, group);
    }
  }
  const measured = new Set([...groups.values()].flatMap((group) => Object.keys(group.values)));
  const names = [...new Set([...usual.filter((name) => measured.has(name)), ...measured])];
  return groups.size < 2 || names.length > mostNames
    ? { own: all.toSorted(([a], [b]) => Number(a.includes('/')) - Number(b.includes('/'))), groups: [], names: [] }
    : { own: all.filter(([key]) => key.lastIndexOf('/') <= 0), groups: [...groups.values()], names };
}

function Curve({ run, metrics }: { run: Run; metrics: readonly string[] }): JSX.Element {
  const { query } = usePlace();
  const metric = query.get('metric') ?? metrics[0];
  const look = useCurveLook();
  const lines = useHistories(metric, [run]);
  return (
    <>
      <div class="toolbar">
        {metrics.length > 1 && (
          <label class="inline">
            {t('curves.metric')}
            <select value={metric} onChange={(event: Event) => setQuery({ metric: (event.target as HTMLSelectElement).value })}>
              {metrics.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        )}
        <CurveLook />
      </div>
      <Shown of={lines}>{(list) => <Lines title={metric ?? ''} x={t('curves.step')} lines={list} {...look} />}</Shown>
    </>
  );
}

function Pairs({ title, values }: { title: string; values: Record<string, string> }): JSX.Element {
  return (
    <>
      <h2>{title}</h2>
      {Object.keys(values).length === 0 ? (
        <p class="soft">–</p>
      ) : (
        <dl class="pairs">
          {Object.entries(values).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
