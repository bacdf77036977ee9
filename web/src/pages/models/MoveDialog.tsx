import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { part, send } from '../../api/client';
import type { AliasMove, ModelVersion } from '../../api/types';
import { t } from '../../i18n';
import { ActionDialog, Reason, reasonOf } from '../../shared/ActionDialog';
import { Verdict } from '../../shared/Badges';

/** A move of the champion's alias that someone asked for. */
export interface Move {
  kind: 'promote' | 'rollback';
  version?: ModelVersion;
  champion?: ModelVersion;
}

/** Asks for the reason and for a confirmation; says what the server says if it refuses. */
export function MoveDialog({ name, move, close, done }: { name: string; move: Move; close: () => void; done: () => void }): JSX.Element {
  const [forced, setForced] = useState(false);
  const promotes = move.kind === 'promote';
  return (
    <ActionDialog
      title={promotes ? t('move.promote', { name, version: move.version?.version ?? 0 }) : t('move.rollback', { name })}
      action={promotes ? t('model.promote') : t('model.rollback')}
      close={close}
      done={done}
      act={(form) => send<AliasMove>('POST', `/models/${part(name)}/${move.kind}`, promotes ? { version: move.version?.version, reason: reasonOf(form), force: forced } : { reason: reasonOf(form) })}
    >
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
      <Reason />
      {promotes && (
        <label class="check">
          <input type="checkbox" checked={forced} onChange={(event: Event) => setForced((event.target as HTMLInputElement).checked)} />
          {t('move.force')}
        </label>
      )}
    </ActionDialog>
  );
}
