// A dialog that is open for as long as it is in the page.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Opens the dialog that the reference is given to, above everything else in the page. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Closing, and not going away, gives the focus back to where it was.
    return () => element?.close();
  }, []);
  return dialog;
}
