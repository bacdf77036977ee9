import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { send } from '../../api/client';
import type { Experiment } from '../../api/types';
import { t } from '../../i18n';
import { Dialog } from '../../shared/Dialog';

/** Asks for the reason and for a confirmation. */
export function StopDialog({ id, close, done }: { id: number; close: () => void; done: () => void }): JSX.Element {
  const [failure, setFailure] = useState<string>();
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    try {
      await send<Experiment>('POST', `/experiments/${id}/stop`, { reason: String(new FormData(event.target as HTMLFormElement).get('reason') ?? '') });
      done();
    } catch (error) {
      setFailure((error as Error).message);
    }
  };
  return (
    <Dialog title={t('experiment.stop.title', { id })} close={close}>
      <form onSubmit={(event: SubmitEvent) => void submit(event)}>
        <p>{t('experiment.stop.help')}</p>
        <label>
          {t('move.reason')}
          <textarea name="reason" required rows={3} maxLength={2000} aria-describedby="stop-failure" />
        </label>
        <p id="stop-failure" class="wrong" role="alert">
          {failure}
        </p>
        <div class="buttons">
          <button type="button" onClick={close}>
            {t('cancel')}
          </button>
          <button type="submit" class="primary">
            {t('experiment.stop')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
