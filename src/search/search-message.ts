// What the pool and its workers say to each other.
import type { Examination } from "../diagnosis/examination.ts";
import type { Subject } from "../diagnosis/examine.ts";
import type { PlainKnowledge } from "./plain-knowledge.ts";

/** To a worker. Knowledge comes first, and again whenever it grows. */
export type SearchOrder =
  | { readonly kind: "knowledge"; readonly knowledge: PlainKnowledge }
  | {
      readonly kind: "examine";
      readonly subject: Subject;
      readonly milliseconds: number;
      readonly suppositions: number;
    };

/** An examination without the messages themselves, which the pool still holds. */
export type SearchedExamination = Omit<Examination, "request" | "response">;

/** From a worker: the answer to the one open order. `failed` carries no text, as an error's text might hold what it was working on. */
export type SearchReply =
  | { readonly kind: "examined"; readonly examination: SearchedExamination }
  | { readonly kind: "failed" };
