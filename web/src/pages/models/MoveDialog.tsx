import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { part, send } from '../../api/client';
import type { AliasMove, ModelVersion } from '../../api/types';
import { t } from '../../i18n';
import { Verdict } from '../../shared/Badges';
import { Dialog } from '../../shared/Dialog';

/** A move of the champion's alias that someone asked for. */
export interface Move {
  kind: 'promote' | 'rollback';
  version?: ModelVersion;
  champion?: ModelVersion;
}

/** Asks for the reason and for a confirmation; says what the server says if it refuses. */
export function MoveDialog({ name, move, close, done }: { name: string; move: Move; close: () => void; done: () => void }): JSX.Element {
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [forced, setForced] = useState(false);
  const promotes = move.kind === 'promote';
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const reason = String(new FormData(event.target as HTMLFormElement).get('reason') ?? '');
    setBusy(true);
    setFailure(undefined);
    try {
      await send<AliasMove>('POST', `/models/${part(name)}/${move.kind}`, promotes ? { version: move.version?.version, reason, force: forced } : { reason });
      done();
    } catch (error) {
      setFailure((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <Dialog title={promotes ? t('move.promote', { name, version: move.version?.version ?? 0 }) : t('move.rollback', { name })} close={close}>
      <form onSubmit={(event: SubmitEvent) => void submit(event)}>
        <p>{promotes ? t('move.promote.help') : t('move.rollback.help')}</p>
        <dl class="facts">
          <dt>{t('move.now')}</dt>
          <dd class="row">{move.champion ? <>v{move.champion.version} <Verdict verdict={move.champion.verdict} /></> : t('model.no-champion')}</dd>
          {move.version && (
            <>
              <dt>{t('move.then')}</dt>
              <dd class="row">
                v{move.version.version} <Verdict verdict={move.version.verdict} />
              </dd>
            </>
          )}
        </dl>
        <label>
          {t('move.reason')}
          <textarea name="reason" required rows={3} maxLength={2000} aria-describedby="move-failure" />
        </label>
        {promotes && (
          <label class="check">
            <input type="checkbox" checked={forced} onChange={(event: Event) => setForced((event.target as HTMLInputElement).checked)} />
            {t('move.force')}
          </label>
        )}
        <p id="move-failure" class="wrong" role="alert">
          {failure}
        </p>
        <div class="buttons">
          <button type="button" onClick={close}>
            {t('cancel')}
          </button>
          <button type="submit" class="primary" disabled={busy}>
            {promotes ? t('model.promote') : t('model.rollback')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
