import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { ApiError, get } from '../../api/client';
import type { RunKeys } from '../../api/types';
import { all, setQuery, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { count } from '../../shared/format';
import { PageHead } from '../../shared/PageHead';
import { Empty, Failure, Shown } from '../../shared/States';
import { Tabs } from '../../shared/Tabs';
import { useData } from '../../shared/useData';
import { ColumnPicker } from './ColumnPicker';
import { isValue, usualColumns, type RunColumn } from './columns';
import { Curves } from './Curves';
import { FilterBox } from './FilterBox';
import { Groups } from './Groups';
import { NoRuns } from './NoRuns';
import { Parallel } from './Parallel';
import { RunPage } from './RunPage';
import { RunScatter } from './RunScatter';
import { RunsTable } from './RunsTable';
import { useRunPages } from './useRunPages';

export function RunsPage(): JSX.Element {
  const { query } = usePlace();
  const id = query.get('run');
  const keys = useData('run keys', (signal) => get<RunKeys>('/runs/keys', {}, signal));
  return id === null ? <Shown of={keys} rows={12}>{(known) => <RunList keys={known} />}</Shown> : <RunPage key={id} id={id} />;
}

type View = 'table' | 'groups' | 'curves' | 'parallel' | 'scatter';

function RunList({ keys }: { keys: RunKeys }): JSX.Element {
  const { query } = usePlace();
  const chosen = all(query, 'column');
  const columns = chosen.length > 0 ? chosen : usualColumns(keys);
  const view = (query.get('view') ?? 'table') as View;
  const filter = query.get('filter') ?? '';
  const order = query.get('sort') ?? 'start_time DESC';
  const pages = useRunPages(filter, order, columns.filter(isValue));
  const marked = new Set(all(query, 'mark'));
  const mark = (id: string): void => setQuery({ mark: marked.has(id) ? [...marked].filter((m) => m !== id) : [...marked, id] });
  const wrong = pages.error instanceof ApiError && filter !== '';
  const known = useRef(false);
  known.current ||= (pages.total ?? 0) > 0;
  const sortBy = (column: RunColumn): void => setQuery({ sort: `${column.order} ${order === `${column.order} ASC` ? 'DESC' : 'ASC'}` });
  const nothing = pages.total === 0 && filter === '' && !known.current;
  return (
    <div class="runs">
      <PageHead title={t('nav.runs')} about={wrong ? t('runs.filter-wrong') : pages.total === undefined || !pages.counted ? t('runs.counting') : t(filter ? 'runs.found' : 'runs.count', { count: count(pages.total) })}>
        <ColumnPicker keys={keys} chosen={columns} choose={(ids) => setQuery({ column: ids })} />
      </PageHead>
      {nothing ? (
        <NoRuns />
      ) : (
        <>
          <FilterBox value={filter} keys={keys} error={wrong ? pages.error : undefined} change={(text) => setQuery({ filter: text })} />
          <Tabs
            label={t('runs.views')}
            chosen={view}
            choose={(tab) => setQuery({ view: tab === 'table' ? null : tab })}
            tabs={[
              ['table', t('runs.view.table')],
              ['groups', t('runs.view.groups')],
              ['curves', marked.size > 0 ? `${t('runs.view.curves')} (${marked.size})` : t('runs.view.curves')],
              ['parallel', t('runs.view.parallel')],
              ['scatter', t('runs.view.scatter')],
            ]}
          />
          {pages.error && !wrong && <Failure error={pages.error} retry={pages.reload} />}
          {view === 'table' && pages.total === 0 && filter !== '' && !wrong ? (
            <Empty title={t('runs.no-match')}>
              <p>{t('runs.no-match.help')}</p>
              <button type="button" onClick={() => setQuery({ filter: null })}>
                {t('runs.no-match.clear')}
              </button>
            </Empty>
          ) : view === 'table' ? (
            <RunsTable pages={pages} columns={columns} order={order} sortBy={sortBy} marked={marked} mark={mark} />
          ) : view === 'groups' ? (
            <Groups filter={filter} order={order} keys={keys} />
          ) : view === 'curves' ? (
            <Curves ids={[...marked]} />
          ) : view === 'parallel' ? (
            <Parallel filter={filter} order={order} keys={keys} />
          ) : (
            <RunScatter filter={filter} order={order} keys={keys} />
          )}
        </>
      )}
    </div>
  );
}

