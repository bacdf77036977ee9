import type { JSX } from 'preact';
import { t } from '../../i18n';
import { Empty } from '../../shared/States';

/** What makes the first run. */
export const NoRuns = (): JSX.Element => (
  <Empty title={t('runs.none')}>
    <p>{t('runs.none.help')}</p>
    <code>vane run samples/sp500.yaml</code>
  </Empty>
);
