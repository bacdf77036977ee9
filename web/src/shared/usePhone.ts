import { useEffect, useState } from 'preact/hooks';

// As in the styles.
const phone = matchMedia('(max-width: 760px)');

/** Whether the window is as narrow as a phone's. */
export function usePhone(): boolean {
  const [isPhone, setIsPhone] = useState(phone.matches);
  useEffect(() => {
    const look = (): void => setIsPhone(phone.matches);
    phone.addEventListener('change', look);
    return () => phone.removeEventListener('change', look);
  }, []);
  return isPhone;
}
