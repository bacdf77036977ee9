import { caller } from '../api/client';
import { useStore } from '../app/store';
import { t } from '../i18n';

/** Why who asks may not do what needs a role, for a button's title; empty where they may. */
export function useRefusal(needs: 'write' | 'admin'): string {
  const role = useStore(caller)?.role;
  if (needs === 'write') {
    return role === 'read' ? t('session.read-only') : '';
  }
  return role === undefined || role === 'admin' ? '' : t('session.admin-only');
}
