import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { sendMlflow } from '../../api/client';
import type { Run } from '../../api/types';
import { t } from '../../i18n';
import { ActionDialog, failureId } from '../../shared/ActionDialog';
import { Icon } from '../../shared/icons';
import { useRefusal } from '../../shared/useRefusal';
import { isProgramTag, noteTag } from './tags';

/** What somebody wants done to a tag; without a name it is a new one. */
interface Wish {
  kind: 'set' | 'remove';
  name?: string;
}

/** A run's tags; those that no program keeps for itself are added, changed and removed here. */
export function RunTags({ run, changed }: { run: Run; changed: () => void }): JSX.Element {
  const [wish, setWish] = useState<Wish>();
  const refusal = useRefusal('write');
  const tags = Object.entries(run.tags).filter(([name]) => name !== noteTag);
  const close = (): void => setWish(undefined);
  return (
    <>
      <div class="head-row">
        <h2>{t('run.tags')}</h2>
        <button type="button" class="small" disabled={refusal !== ''} title={refusal} onClick={() => setWish({ kind: 'set' })}>
          <Icon name="plus" size={14} /> {t('run.tag.add')}
        </button>
      </div>
      {tags.length === 0 ? (
        <p class="soft">–</p>
      ) : (
        <dl class="pairs">
          {tags.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class="row">
                <span>{value}</span>
                {refusal === '' && !isProgramTag(name) && (
                  <span class="row tight">
                    <button type="button" class="quiet" onClick={() => setWish({ kind: 'set', name })} title={t('run.tag.change')} aria-label={`${t('run.tag.change')}: ${name}`}>
                      <Icon name="edit" size={14} />
                    </button>
                    <button type="button" class="quiet" onClick={() => setWish({ kind: 'remove', name })} title={t('run.tag.remove')} aria-label={`${t('run.tag.remove')}: ${name}`}>
                      <Icon name="cross" size={14} />
                    </button>
                  </span>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {wish?.kind === 'remove' && (
        <ActionDialog title={`${t('run.tag.remove')}: ${wish.name ?? ''}`} action={t('run.tag.remove')} close={close} done={() => (close(), changed())} act={() => sendMlflow('runs/delete-tag', { run_id: run.id, key: wish.name })}>
          <p>{t('run.tag.remove.help', { value: run.tags[wish.name ?? ''] ?? '' })}</p>
        </ActionDialog>
      )}
      {wish?.kind === 'set' && (
        <ActionDialog
          title={wish.name === undefined ? t('run.tag.add') : `${t('run.tag.change')}: ${wish.name}`}
          action={t('save')}
          close={close}
          done={() => (close(), changed())}
          act={(form) => sendMlflow('runs/set-tag', { run_id: run.id, key: wish.name ?? String(form.get('name') ?? '').trim(), value: String(form.get('value') ?? '') })}
        >
          {wish.name === undefined && (
            <label>
              {t('run.tag.name')}
              <input type="text" name="name" required autocomplete="off" aria-describedby={failureId} />
            </label>
          )}
          <label>
            {t('run.value')}
            <textarea name="value" rows={3} defaultValue={wish.name === undefined ? '' : (run.tags[wish.name] ?? '')} aria-describedby={failureId} />
          </label>
        </ActionDialog>
      )}
    </>
  );
}
