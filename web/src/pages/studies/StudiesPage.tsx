import type { JSX } from 'preact';
import { get } from '../../api/client';
import type { KeptStudy } from '../../api/types';
import { address, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { DataTable } from '../../shared/DataTable';
import { ago, count, moment, number, toNumber } from '../../shared/format';
import { Link } from '../../shared/Link';
import { PageHead } from '../../shared/PageHead';
import { Empty, Shown } from '../../shared/States';
import { useData } from '../../shared/useData';
import { StudyPage } from './StudyPage';

export function StudiesPage(): JSX.Element {
  const { query } = usePlace();
  const id = query.get('id');
  return id === null ? <StudyList /> : <StudyPage key={id} id={id} />;
}

function StudyList(): JSX.Element {
  const studies = useData('studies', (signal) => get<KeptStudy[]>('/studies', {}, signal), ['study']);
  return (
    <>
      <PageHead title={t('nav.studies')} about={t('studies.about')} />
      <Shown of={studies}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('studies.none')}>
              <p>{t('studies.none.help')}</p>
              <code>vane tune samples/btc-v4.yaml --trials 30</code>
            </Empty>
          ) : (
            <DataTable
              label={t('nav.studies')}
              rows={list}
              id={(s) => s.id}
              columns={[
                { title: t('study.name'), cell: (s) => <Link to={address('/studies', { id: s.id })}>{s.study.name}</Link>, sort: (s) => s.study.name, wide: true },
                { title: t('study.trials'), cell: trialsOf, sort: (s) => s.trials, right: true },
                { title: t('study.metric'), cell: (s) => s.study.metric, sort: (s) => s.study.metric },
                { title: t('study.best-value'), cell: (s) => <Best study={s} />, sort: (s) => toNumber(s.best?.value), right: true },
                { title: t('study.sampler'), cell: (s) => s.study.sampler, sort: (s) => s.study.sampler },
                { title: t('study.pruner'), cell: (s) => s.study.pruner, sort: (s) => s.study.pruner },
                { title: t('study.number'), cell: (s) => s.id, sort: (s) => s.id, right: true },
                { title: t('model.created'), cell: (s) => <time dateTime={s.created} title={moment(s.created)}>{ago(s.created)}</time>, sort: (s) => s.created, right: true },
              ]}
            />
          )
        }
      </Shown>
    </>
  );
}

/** How many there are; of a search that servers make, of how many. */
const trialsOf = ({ trials, job }: KeptStudy): string => (job === null ? count(trials) : t('study.trials-of', { trials: count(trials), all: count(job.trials) }));

function Best({ study: { best } }: { study: KeptStudy }): JSX.Element {
  return best === null ? (
    <span class="soft">–</span>
  ) : (
    <>
      {number(best.value)}
      {best.standardError !== null && <span class="soft"> ± {number(best.standardError)}</span>}
    </>
  );
}
