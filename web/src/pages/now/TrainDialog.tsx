import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { part, send } from '../../api/client';
import type { Retraining } from '../../api/types';
import { t } from '../../i18n';
import { Dialog } from '../../shared/Dialog';

/** Asks for a confirmation: training takes a server's cores for a while, and the gate may change the champion. */
export function TrainDialog({ series, close, done }: { series: string; close: () => void; done: () => void }): JSX.Element {
  const [failure, setFailure] = useState<string>();
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    try {
      await send<Retraining>('POST', `/series/${part(series)}/retraining/now`, {});
      done();
    } catch (error) {
      setFailure((error as Error).message);
    }
  };
  return (
    <Dialog title={t('care.train.title', { series })} close={close}>
      <form onSubmit={(event: SubmitEvent) => void submit(event)}>
        <p>{t('care.train.help')}</p>
        <p class="wrong" role="alert">
          {failure}
        </p>
        <div class="buttons">
          <button type="button" onClick={close}>
            {t('cancel')}
          </button>
          <button type="submit" class="primary">
            {t('care.train')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
