import type { ComponentChildren, JSX } from 'preact';
import { ApiError } from '../api/client';
import { t } from '../i18n';
import { Icon } from './icons';
import { Told } from './Told';

/** Grey bars where content will stand, so that nothing moves when it comes. */
export function Loading({ rows = 6 }: { rows?: number }): JSX.Element {
  return (
    <div class="loading" role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, row) => (
        <div class="bone" key={row} />
      ))}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Why something that was asked for was not done: the server's words, or that it does not answer. */
export const Why = ({ error }: { error: unknown }): JSX.Element => (error instanceof ApiError ? <Told>{error.message}</Told> : <>{`${t('error.unreachable')}. ${t('error.unreachable.action')}`}</>);

/** What went wrong, in the server's words, and a way to try again. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }): JSX.Element {
  const gone = !(error instanceof ApiError);
  return (
    <div class="failure" role="alert">
      <Icon name="cross" />
      <div>
        <strong>{t(gone ? 'error.unreachable' : error.status === 404 ? 'error.missing' : 'error.title')}</strong>
        <p>{gone ? t('error.unreachable.help') : <Told>{error.message}</Told>}</p>
        {retry && (
          <button type="button" onClick={retry}>
            {t('error.retry')}
          </button>
        )}
      </div>
    </div>
  );
}

/** Data, or what stands in its place. */
export function Shown<T>({ of, rows, children }: { of: { data: T | undefined; error: Error | undefined; loading: boolean; reload: () => void }; rows?: number; children: (data: T) => ComponentChildren }): JSX.Element {
  if (of.data !== undefined) {
    return (
      <>
        {of.error && <Failure error={of.error} retry={of.reload} />}
        {children(of.data)}
      </>
    );
  }
  return of.error ? <Failure error={of.error} retry={of.reload} /> : <Loading {...(rows !== undefined && { rows })} />;
}
