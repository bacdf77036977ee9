import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError, get, send } from '../../api/client';
import type { Experiment, Series } from '../../api/types';
import { t } from '../../i18n';
import { submitByEnter } from '../../shared/ActionDialog';
import { Dialog } from '../../shared/Dialog';
import { Why } from '../../shared/States';
import { useData } from '../../shared/useData';

/** Asks what is to be compared; tells all that the server finds wrong with it. */
export function StartDialog({ close, done }: { close: () => void; done: (id: number) => void }): JSX.Element {
  const series = useData('series', (signal) => get<Series[]>('/series', {}, signal));
  const [failure, setFailure] = useState<unknown>();
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const of = (name: string): string => String(form.get(name) ?? '').trim();
    try {
      const started = await send<Experiment>('POST', '/experiments', {
        series: of('series'),
        champion: of('champion'),
        challengers: of('challengers').split(/[\s,]+/).filter(Boolean),
        mode: of('mode'),
        promote: form.get('promote') !== null,
        reason: of('reason'),
      });
      done(started.id);
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <Dialog title={t('experiments.start')} close={close}>
      <form onSubmit={(event: SubmitEvent) => void submit(event)} onKeyDown={submitByEnter}>
        <p>{t('experiments.start.help')}</p>
        <label>
          {t('experiment.series')}
          <select name="series" required>
            {(series.data ?? []).map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </select>
        </label>
        <label>
          {t('experiment.champion')}
          <input type="text" name="champion" required placeholder="btc" autocomplete="off" />
        </label>
        <label>
          {t('experiments.challengers')}
          <input type="text" name="challengers" required placeholder="btc:4" autocomplete="off" />
        </label>
        <label>
          {t('experiment.mode')}
          <select name="mode">
            {(['shadow', 'split', 'canary'] as const).map((mode) => (
              <option key={mode} value={mode}>
                {t('experiment.mode-does', { mode: t(`experiment.mode.${mode}`), help: t(`experiment.help.${mode}`) })}
              </option>
            ))}
          </select>
        </label>
        <label class="check">
          <input type="checkbox" name="promote" />
          {t('experiments.promote')}
        </label>
        <label>
          {t('experiments.reason')}
          <textarea name="reason" rows={2} maxLength={2000} />
        </label>
        <div class="wrong" role="alert">
          {failure instanceof ApiError && failure.problems.length > 0
            ? failure.problems.map((p) => (
                <p key={p.where + p.what} lang="en">
                  {p.where && <b>{p.where}: </b>}
                  {p.what} {p.remedy}
                </p>
              ))
            : failure !== undefined && <Why error={failure} />}
        </div>
        <div class="buttons">
          <button type="button" onClick={close}>
            {t('cancel')}
          </button>
          <button type="submit" class="primary">
            {t('experiments.start')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
