// What the rules read in one side's text, as the engine asks them: rule ids, strongest first.
import { catalogue } from "../../src/diagnosis/catalogue.ts";
import type { Examination } from "../../src/diagnosis/examination.ts";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { rebuiltRequest } from "../../src/diagnosis/rebuilt-request.ts";
import { signedTexts } from "../../src/diagnosis/signed-texts.ts";
import { answerOf } from "../../src/inputs/error-body.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";

const examiner = createExaminer(noKnowledge, catalogue);
const facts = { accessKeyId: null, signature: null };

/** The lines of a canonical request around the ones a test gives. */
export interface TextRecipe {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: readonly string[];
  readonly listed?: string;
  readonly payload?: string;
  /** `region/service`. */
  readonly scope?: string;
}

/** The examination of what the server says it read. */
export function serverRead(recipe: TextRecipe): Examination {
  const { request, toSign } = texts(recipe);
  const body = `<Error><Code>SignatureDoesNotMatch</Code><StringToSign>${toSign}</StringToSign><CanonicalRequest>${request.replaceAll("&", "&amp;")}</CanonicalRequest></Error>`;
  return examined(request, toSign, body);
}

/** The examination of what the client's log says it signed. */
export function clientSigned(recipe: TextRecipe): Examination {
  const { request, toSign } = texts(recipe);
  return examined(request, toSign, null);
}

function examined(request: string, toSign: string, body: string | null): Examination {
  const both = signedTexts(request, toSign);
  const rebuilt = both && rebuiltRequest(both, facts);
  if (!both || !rebuilt) throw new Error("nothing can be made of the text");
  const place = { id: "t", input: null, index: 0, selfCheck: null, nowEpochMs: null };
  return examine(
    {
      ...place,
      request: rebuilt,
      response: body === null ? null : answerOf(body),
      clientTexts: body === null ? both : null,
      origin: body === null ? "client-texts" : "server-texts",
    },
    examiner,
  );
}

function texts(recipe: TextRecipe): { readonly request: string; readonly toSign: string } {
  const scope = recipe.scope ?? "us-east-1/s3";
  const headers = recipe.headers ?? [
    "host:examplebucket.s3.us-east-1.amazonaws.com",
    "x-amz-content-sha256:UNSIGNED-PAYLOAD",
  ];
  const listed = recipe.listed ?? headers.map((line) => line.slice(0, line.indexOf(":"))).join(";");
  const payload = recipe.payload ?? "UNSIGNED-PAYLOAD";
  const request = `${recipe.method ?? "GET"}\n${recipe.path ?? "/a"}\n${recipe.query ?? ""}\n${headers.join("\n")}\n\n${listed}\n${payload}`;
  return {
    request,
    toSign: `AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/${scope}/aws4_request\n${"0".repeat(64)}`,
  };
}
