import { useLayoutEffect, useRef } from 'preact/hooks';

/** Shows all of what was folded, and puts the focus, which stood on the button that is gone, on the first item that was not there or not to be seen. */
export function useUnfold(whole: boolean, show: () => void, items: () => HTMLElement[], first = Infinity): () => void {
  const from = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    const item = whole && from.current !== undefined ? items()[from.current] : undefined;
    if (item) {
      item.tabIndex = -1;
      item.focus({ preventScroll: true });
    }
  }, [whole]);
  return () => {
    const hidden = items().findIndex((item) => !item.checkVisibility());
    from.current = hidden < 0 ? first : hidden;
    show();
  };
}
