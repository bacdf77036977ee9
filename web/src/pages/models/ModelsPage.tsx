import type { JSX } from 'preact';
import { get } from '../../api/client';
import type { ModelVersion, RegisteredModel } from '../../api/types';
import { address, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { Alias, Verdict } from '../../shared/Badges';
import { DataTable } from '../../shared/DataTable';
import { ago, count, moment, number } from '../../shared/format';
import { Link } from '../../shared/Link';
import { PageHead } from '../../shared/PageHead';
import { Empty, Shown } from '../../shared/States';
import { useData } from '../../shared/useData';
import { ModelPage } from './ModelPage';
import { useVersions } from './useVersions';

export function ModelsPage(): JSX.Element {
  const { query } = usePlace();
  const name = query.get('name');
  return name === null ? <ModelList /> : <ModelPage key={name} name={name} />;
}

function ModelList(): JSX.Element {
  const models = useData('models', (signal) => get<RegisteredModel[]>('/models', {}, signal), ['model']);
  return (
    <>
      <PageHead title={t('nav.models')} about={t('models.about')} />
      <Shown of={models}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('models.none')}>
              <p>{t('models.none.help')}</p>
              <code>vane run samples/sp500.yaml</code>
            </Empty>
          ) : (
            <DataTable
              label={t('nav.models')}
              rows={list}
              id={(model) => model.name}
              columns={[
                { title: t('model.name'), cell: (m) => <Link to={address('/models', { name: m.name })}>{m.name}</Link>, sort: (m) => m.name, wide: true },
                { title: t('model.champion'), cell: (m) => <Champion model={m} /> },
                { title: t('model.verdict'), cell: (m) => <ChampionVerdict model={m} /> },
                { title: t('model.metric'), cell: (m) => <ChampionMetric model={m} />, right: true },
                { title: t('model.aliases'), cell: (m) => Object.entries(m.aliases).filter(([alias]) => alias !== 'champion').map(([alias, version]) => <Alias key={alias} name={alias} detail={`v${version}`} />) },
                { title: t('model.versions'), cell: (m) => count(m.versions), sort: (m) => m.versions, right: true },
                { title: t('model.updated'), cell: (m) => <time dateTime={m.updated} title={moment(m.updated)}>{ago(m.updated)}</time>, sort: (m) => m.updated, right: true },
              ]}
            />
          )
        }
      </Shown>
    </>
  );
}

function Champion({ model }: { model: RegisteredModel }): JSX.Element {
  const version = model.aliases['champion'];
  return version === undefined ? <span class="soft">{t('model.no-champion')}</span> : <Alias name="champion" detail={`v${version}`} />;
}

function ChampionVerdict({ model }: { model: RegisteredModel }): JSX.Element {
  const champion = useChampion(model);
  return champion ? <Verdict verdict={champion.verdict} /> : <span class="soft">–</span>;
}

/** What the champion is judged by. */
function ChampionMetric({ model }: { model: RegisteredModel }): JSX.Element {
  const champion = useChampion(model);
  const name = champion?.primaryMetric;
  return name ? (
    <>
      <span class="soft small">{name}</span> {number(champion.metrics[name]?.value)}
    </>
  ) : (
    <span class="soft">–</span>
  );
}

function useChampion(model: RegisteredModel): ModelVersion | undefined {
  return useVersions(model.name).data?.find((v) => v.version === model.aliases['champion']);
}
