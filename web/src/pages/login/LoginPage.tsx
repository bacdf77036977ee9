import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { caller, send } from '../../api/client';
import type { Caller } from '../../api/types';
import { Settings } from '../../app/Navigation';
import { t } from '../../i18n';
import { PageHead } from '../../shared/PageHead';
import { Why } from '../../shared/States';

/** Takes a key and gives it to the server, which answers with a cookie that no script can read. */
export function LoginPage(): JSX.Element {
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const key = String(new FormData(event.target as HTMLFormElement).get('key') ?? '');
    setBusy(true);
    setFailure(undefined);
    try {
      caller.set(await send<Caller>('POST', '/session', { key }));
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <main class="alone login">
      <form onSubmit={(event: SubmitEvent) => void submit(event)}>
        <PageHead title={t('login.title')} about={t('login.about')} />
        <label>
          {t('login.key')}
          <input name="key" type="password" autoComplete="current-password" required spellcheck={false} placeholder="vane_…" aria-describedby="login-failure" aria-invalid={failure !== undefined} />
        </label>
        <p id="login-failure" class="wrong" role="alert">
          {failure !== undefined && <Why error={failure} />}
        </p>
        <button type="submit" class="primary" disabled={busy}>
          {t('login.enter')}
        </button>
        <p class="soft small">{t('login.help')}</p>
        <code>vane keys create --name ada --role read</code>
        <p class="soft small">{t('login.roles')}</p>
      </form>
      <Settings />
    </main>
  );
}
