// The title of a card: its id, and what the card is called by; where several requests are in one page, with the name of its own.
import { createContext } from "preact";
import { useContext, useId } from "preact/hooks";

/** The id of what names the request that cards are about; empty where there is one alone. */
export const Subject: ReturnType<typeof createContext<string>> = createContext("");

/** The id of a card's heading, and the ids that the card is labelled by. */
export function useTitle(): { readonly id: string; readonly label: string } {
  const id = useId();
  const subject = useContext(Subject);
  return { id, label: subject === "" ? id : `${subject} ${id}` };
}
