// Requests of the inspector's list sent again as `replay` sends them: prepared and sent by the same code, through the session's proxy.
import type { Socket } from "node:net";
import { latin1Bytes, wholeBody } from "../http/http-message.ts";
import type { InspectedExchange } from "../inspector/inspector-api.ts";
import type { Replayer, SentAgain } from "../inspector/replay-routes.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import type { Prepared, PreparedChoice } from "./replay-prepare.ts";
import { preparedRequest } from "./replay-prepare.ts";
import type { ReplayProxy } from "./replay-send.ts";
import { sendReplay } from "./replay-send.ts";
import type { Replayable } from "./replay-source.ts";

/** Opens what sends, through a proxy, with what is known at the moment. */
export function openReplayer(proxy: ReplayProxy, knowledge: () => Promise<Knowledge>): Replayer {
  return {
    offer: async (exchange) => {
      const known = await knowledge();
      const why = (signed: boolean): string | null => {
        const prepared = preparedExchange(exchange, signed, known);
        return "refused" in prepared ? prepared.refused : null;
      };
      return { captured: why(false), signed: why(true), changes: true };
    },
    send: async (exchange, signed) => {
      const prepared = preparedExchange(exchange, signed, await knowledge());
      if ("refused" in prepared) return prepared;
      try {
        return await sent(proxy, prepared);
      } catch (error) {
        return { refused: sentence(error instanceof Error ? error.message : "it could not be sent") };
      }
    },
  };
}

async function sent(proxy: ReplayProxy, { request, signedBy }: Prepared): Promise<SentAgain> {
  const connection = (await sendReplay(proxy, request)) as Socket;
  const fromPort = connection.localPort ?? 0;
  let head = "";
  connection.on("data", (piece: Buffer) => {
    if (head.length < 64) head += piece.toString("latin1", 0, 64);
  });
  return {
    ...{ signedBy, fromPort },
    status: () => Number(/^HTTP\/1\.[01] ([2-5]\d\d) /.exec(head)?.[1] ?? 0) || null,
    close: () => connection.destroy(),
  };
}

function preparedExchange(
  exchange: InspectedExchange,
  signed: boolean,
  knowledge: Knowledge,
): Prepared | { readonly refused: string } {
  const one = replayableExchange(exchange);
  const prepared = preparedRequest(one, { ...asItWas, resign: signed ? "all" : "off" }, knowledge);
  if (!("refused" in prepared)) return prepared;
  // The page has neither ids nor options.
  const words = prepared.refused.replace(`${one.id}: `, "").replace(`${one.id} `, "it ");
  return { refused: sentence(words.replace(/; .*$/s, "")) };
}

const asItWas: Omit<PreparedChoice, "resign"> = { profile: null, region: null, service: null, headers: [] };

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** An exchange of the list as `replay` takes it: its body only where it was kept as it was sent. */
export function replayableExchange({ examination, requestBody, response }: InspectedExchange): Replayable {
  const { id, verdict, connection } = examination;
  const { bodyBytes, bodySha256Hex, ...head } = examination.request;
  const { text, exact } = requestBody;
  const body =
    exact && text !== null
      ? wholeBody(latin1Bytes(text))
      : { bytes: bodyBytes, sha256Hex: bodySha256Hex, content: null };
  const status = examination.response?.status ?? response?.status;
  return {
    ...{ id, verdict },
    request: { ...head, body, connection, receivedAtEpochMs: null },
    before: status === undefined ? null : { status, code: examination.response?.code ?? null },
  };
}
