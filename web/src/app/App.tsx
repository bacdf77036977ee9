import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { ApiError, caller, refreshCaller } from '../api/client';
import { t, useLanguage } from '../i18n';
import { DataPage } from '../pages/data/DataPage';
import { DriftPage } from '../pages/drift/DriftPage';
import { ExperimentsPage } from '../pages/experiments/ExperimentsPage';
import { LoginPage } from '../pages/login/LoginPage';
import { ModelsPage } from '../pages/models/ModelsPage';
import { NowPage } from '../pages/now/NowPage';
import { RunsPage } from '../pages/runs/RunsPage';
import { StudiesPage } from '../pages/studies/StudiesPage';
import { Icon } from '../shared/icons';
import { PageHead } from '../shared/PageHead';
import { Failure, Loading } from '../shared/States';
import { Link } from '../shared/Link';
import { hush, listen } from './live';
import { entries, Navigation } from './Navigation';
import { go, usePlace } from './router';
import { useStore } from './store';

const pages: Record<string, () => JSX.Element> = {
  '/': NowPage,
  '/models': ModelsPage,
  '/runs': RunsPage,
  '/studies': StudiesPage,
  '/drift': DriftPage,
  '/experiments': ExperimentsPage,
  '/data': DataPage,
  '/login': Inside,
};

const againMs = 2000;

export function App(): JSX.Element {
  const language = useLanguage();
  const asking = useStore(caller);
  const { path } = usePlace();
  const [failure, setFailure] = useState<Error>();
  const start = (): void => {
    setFailure(undefined);
    refreshCaller().catch(setFailure);
  };
  useLayoutEffect(start, []);
  // A server that is away is asked again until it is back; one that refuses is not.
  useEffect(() => {
    const timer = failure && !(failure instanceof ApiError) ? setTimeout(() => void refreshCaller().then(() => setFailure(undefined), setFailure), againMs) : undefined;
    return () => clearTimeout(timer);
  }, [failure]);
  const inside = asking !== null && asking.name !== null;
  useEffect(() => (inside ? listen() : hush()), [inside]);
  if (failure) {
    return (
      <main class="alone">
        <Failure error={failure} retry={start} />
      </main>
    );
  }
  if (asking === null) {
    return <main class="alone" aria-busy="true" />;
  }
  if (!inside) {
    return <LoginPage key={language} />;
  }
  const Page = pages[path] ?? Unknown;
  return (
    <div class="shell" key={language}>
      <a class="skip" href="#content">
        {t('skip')}
      </a>
      <Navigation path={path} caller={asking} />
      <main id="content" tabIndex={-1}>
        <Page />
      </main>
    </div>
  );
}

/** Says that nothing has this address, and what there is. */
function Unknown(): JSX.Element {
  const { path } = usePlace();
  return (
    <>
      <PageHead title={t('page.unknown')} about={<code>{path}</code>} />
      <p>{t('page.unknown.help')}</p>
      <ul class="known">
        {entries.map(([to, icon, word]) => (
          <li key={to}>
            <Link to={to}>
              <Icon name={icon} /> {t(word)}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The address of logging in, for whoever is in already. */
function Inside(): JSX.Element {
  useLayoutEffect(() => go('/', true), []);
  return <Loading />;
}
