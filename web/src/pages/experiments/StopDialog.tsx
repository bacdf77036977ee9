import type { JSX } from 'preact';
import { send } from '../../api/client';
import type { Experiment } from '../../api/types';
import { t } from '../../i18n';
import { ActionDialog, Reason, reasonOf } from '../../shared/ActionDialog';

/** Asks for the reason and for a confirmation. */
export function StopDialog({ id, close, done }: { id: number; close: () => void; done: () => void }): JSX.Element {
  return (
    <ActionDialog
      title={t('experiment.stop.title', { id })}
      action={t('experiment.stop')}
      close={close}
      done={done}
      act={(form) => send<Experiment>('POST', `/experiments/${id}/stop`, { reason: reasonOf(form) })}
    >
      <p>{t('experiment.stop.help')}</p>
      <Reason />
    </ActionDialog>
  );
}
