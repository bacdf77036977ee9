import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { sendMlflow } from '../../api/client';
import type { Run } from '../../api/types';
import { t } from '../../i18n';
import { ActionDialog, failureId } from '../../shared/ActionDialog';
import { Icon } from '../../shared/icons';
import { useRefusal } from '../../shared/useRefusal';
import { noteTag } from './tags';

/** What somebody wrote about a run, where MLflow's own pages show it, too. */
export function RunNote({ run, changed }: { run: Run; changed: () => void }): JSX.Element {
  const [writes, setWrites] = useState(false);
  const refusal = useRefusal('write');
  const note = run.tags[noteTag] ?? '';
  const save = async (form: FormData): Promise<void> => {
    const value = String(form.get('note') ?? '').replaceAll('\r\n', '\n');
    if (value.trim() !== '') {
      await sendMlflow('runs/set-tag', { run_id: run.id, key: noteTag, value });
    } else if (noteTag in run.tags) {
      await sendMlflow('runs/delete-tag', { run_id: run.id, key: noteTag });
    }
  };
  const close = (): void => setWrites(false);
  return (
    <section class="note-of" aria-label={t('run.note')}>
      {note && <p class="note-text">{note}</p>}
      <button type="button" disabled={refusal !== ''} title={refusal} onClick={() => setWrites(true)}>
        <Icon name="edit" size={14} /> {t(note ? 'run.note.change' : 'run.note.write')}
      </button>
      {writes && (
        <ActionDialog title={t('run.note')} action={t('save')} close={close} done={() => (close(), changed())} act={save} takesLines>
          <label>
            {t('run.note.label', { name: run.name })}
            <textarea name="note" rows={8} defaultValue={note} aria-describedby={failureId} />
          </label>
        </ActionDialog>
      )}
    </section>
  );
}
