import type { JSX } from 'preact';
import { part, send } from '../../api/client';
import type { Retraining } from '../../api/types';
import { t } from '../../i18n';
import { ActionDialog, Reason, reasonOf } from '../../shared/ActionDialog';

/** Asks for the reason and a confirmation: training takes a server's cores for a while, and the gate may change the champion. */
export function TrainDialog({ series, close, done }: { series: string; close: () => void; done: () => void }): JSX.Element {
  return (
    <ActionDialog
      title={t('care.train.title', { series })}
      action={t('care.train')}
      close={close}
      done={done}
      act={(form) => send<Retraining>('POST', `/series/${part(series)}/retraining/now`, { reason: reasonOf(form) })}
    >
      <p>{t('care.train.help')}</p>
      <Reason />
    </ActionDialog>
  );
}
