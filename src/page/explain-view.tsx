// The explain box: a text from a terminal, a ticket or a log, examined here; nothing of it leaves this machine or is kept.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ExplainAnswer } from "../inspector/inspector-api.ts";
import { longestTextLength } from "../inspector/inspector-api.ts";
import { visibleText } from "../report/visible-text.ts";
import { AskError, sendJson } from "./api.ts";
import { ExchangeSections } from "./exchange-sections.tsx";
import { Subject } from "./use-title.ts";

const placeholder = `curl --aws-sigv4 "aws:amz:us-east-1:s3" …
or  GET /key HTTP/1.1 and its headers
or  https://bucket.s3.amazonaws.com/key?X-Amz-Algorithm=…
or  <Error><Code>SignatureDoesNotMatch</Code>…`;

/** The view. */
export function ExplainView(): JSX.Element {
  const [text, setText] = useState("");
  const [answer, setAnswer] = useState<ExplainAnswer | null>(null);
  const [says, setSays] = useState("");
  const explain = async (): Promise<void> => {
    if (text.length > longestTextLength) {
      setAnswer(null);
      setSays("the text is longer than 4 MiB: countersign explain reads it from a file");
      return;
    }
    setSays("examining…");
    try {
      const found = await sendJson<ExplainAnswer>("/api/explain", { text });
      setAnswer(found);
      setSays(found.refusal ?? "");
    } catch (error) {
      setAnswer(null);
      setSays(error instanceof AskError ? error.message : "it cannot be examined");
    }
  };
  return (
    <article class="explain">
      <section class="card">
        <h1>Explain a request</h1>
        <p class="why">
          Paste a curl command, a raw request with or without its answer, a presigned URL, an AWS error, or a
          debug log. It is examined on this machine, with the credentials that countersign knows, and not
          kept.
        </p>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void explain();
          }}
        >
          <label for="text" class="hidden">
            Text
          </label>
          <textarea
            {...{ id: "text", rows: 9, value: text, spellcheck: false, placeholder }}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void explain();
            }}
          />
          <p class="row-of">
            <button type="submit" class="main" disabled={text.trim() === ""}>
              Explain
            </button>
            <small>Ctrl + Enter</small>
            <output>{visibleText(says)}</output>
          </p>
        </form>
      </section>
      {answer?.examined.map(({ exchange, notes, rules }, at) => (
        <div key={`${exchange.examination.id} ${at}`}>
          {answer.examined.length > 1 && (
            <h2 class="hidden" id={`request-${at}`}>
              {`Request ${at + 1}`}
            </h2>
          )}
          {notes.length > 0 && (
            <ul class="notes">
              {notes.map((note) => (
                <li key={note}>{visibleText(note)}</li>
              ))}
            </ul>
          )}
          <Subject.Provider value={answer.examined.length > 1 ? `request-${at}` : ""}>
            <ExchangeSections exchange={exchange} rules={rules} />
          </Subject.Provider>
        </div>
      ))}
    </article>
  );
}
