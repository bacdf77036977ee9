import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { Dialog } from './Dialog';
import { Why } from './States';

interface Props {
  title: string;
  /** What the button that does it says. */
  action: string;
  close: () => void;
  done: () => void;
  /** Asks the server, with what the form holds. */
  act: (form: FormData) => Promise<unknown>;
  /** Whether Enter begins a line where a text is written, in place of doing what is asked. */
  takesLines?: boolean;
  children: ComponentChildren;
}

/** Asks before something is done, once, and says what the server says if it refuses. */
export function ActionDialog({ title, action, close, done, act, takesLines = false, children }: Props): JSX.Element {
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      await act(new FormData(event.target as HTMLFormElement));
      done();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} close={close}>
      <form onSubmit={(event: SubmitEvent) => void submit(event)} onKeyDown={(event: KeyboardEvent) => !busy && !takesLines && submitByEnter(event)}>
        {children}
        <p id={failureId} class="wrong" role="alert">
          {failure !== undefined && <Why error={failure} />}
        </p>
        <div class="buttons">
          <button type="button" onClick={close}>
            {t('cancel')}
          </button>
          <button type="submit" class="primary" disabled={busy}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Enter does what is asked, also where a reason is written; with Shift it begins a line there. */
export function submitByEnter(event: KeyboardEvent): void {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.target instanceof HTMLTextAreaElement) {
    event.preventDefault();
    event.target.form?.requestSubmit();
  }
}

export const failureId = 'action-failure';

/** What for: kept with what is done. */
export function Reason(): JSX.Element {
  return (
    <label>
      {t('move.reason')}
      <textarea name="reason" required rows={3} maxLength={2000} aria-describedby={failureId} />
    </label>
  );
}

export const reasonOf = (form: FormData): string => String(form.get('reason') ?? '');
