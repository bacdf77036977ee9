import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ModelVersion } from '../../api/types';
import { address, setQuery, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { Verdict } from '../../shared/Badges';
import { Link } from '../../shared/Link';
import { PageHead } from '../../shared/PageHead';
import { Shown } from '../../shared/States';
import { Tabs } from '../../shared/Tabs';
import { useRefusal } from '../../shared/useRefusal';
import { Compare } from './Compare';
import { History } from './History';
import { MoveDialog, type Move } from './MoveDialog';
import { Report } from './Report';
import { useVersions } from './useVersions';
import { Versions } from './Versions';

type View = 'versions' | 'compare' | 'report' | 'history';

/** One model: its versions, two of them side by side, a version's report, and who moved what when. */
export function ModelPage({ name }: { name: string }): JSX.Element {
  const { query } = usePlace();
  const view = (query.get('view') ?? 'versions') as View;
  const versions = useVersions(name);
  const [move, setMove] = useState<Move>();
  const refusal = useRefusal('admin');
  const isUnknown = versions.data === undefined && versions.error !== undefined;
  const champion = versions.data?.find((v) => v.aliases.includes('champion'));
  const ask = (kind: Move['kind'], version?: ModelVersion): void => setMove({ kind, ...(version && { version }), ...(champion && { champion }) });
  return (
    <>
      <p class="crumbs">
        <Link to="/models">{t('nav.models')}</Link> / <span>{name}</span>
      </p>
      <PageHead
        title={name}
        about={
          isUnknown ? undefined : champion ? (
            <span class="row">
              {t('model.champion-is', { version: champion.version })} <Verdict verdict={champion.verdict} />
            </span>
          ) : (
            t('model.no-champion')
          )
        }
      >
        {!isUnknown && (
          <button type="button" disabled={refusal !== '' || !champion} title={refusal} onClick={() => ask('rollback')}>
            {t('model.rollback')}
          </button>
        )}
      </PageHead>
      {!isUnknown && (
        <Tabs
          label={name}
          chosen={view}
          choose={(tab) => setQuery({ view: tab === 'versions' ? null : tab })}
          tabs={[
            ['versions', t('model.versions')],
            ['compare', t('model.compare')],
            ['report', t('model.report')],
            ['history', t('model.history')],
          ]}
        />
      )}
      <Shown of={versions}>
        {(list) =>
          view === 'compare' ? (
            <Compare name={name} versions={list} />
          ) : view === 'report' ? (
            <Report name={name} versions={list} />
          ) : view === 'history' ? (
            <History name={name} />
          ) : (
            <Versions versions={list} refusal={refusal} promote={(version) => ask('promote', version)} />
          )
        }
      </Shown>
      {move && (
        <MoveDialog
          name={name}
          move={move}
          close={() => setMove(undefined)}
          done={() => {
            setMove(undefined);
            versions.reload();
          }}
        />
      )}
    </>
  );
}

/** The page of a version's run. */
export const runAddress = (runId: string): string => address('/runs', { run: runId });
