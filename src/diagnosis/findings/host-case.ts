// The host was signed in other capitals than it was sent in.
import { signedExample, withHeader } from "../example.ts";
import { hostSuppositions } from "../host-names.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { hostSigns } from "../text-signs-host.ts";
import { headerSupposition, signedValue } from "../variations.ts";

export const hostCase: FindingRule = {
  id: "host-case",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 2,
  title: "The host was signed in other capitals than it was sent in",
  why: "DNS does not care for capitals, a signature does. URL parsers lower-case the host they send to, while the signer took it as it was typed.",
  fix: "Write the endpoint in lower case everywhere, and sign the Host header as it is sent.",
  spec: "observed: public thread okigan/awscurl#186",
  example: () =>
    signedExample({
      url: "https://ExampleBucket.s3.us-east-1.amazonaws.com/report.json",
      sent: (request) => withHeader(request, "Host", "examplebucket.s3.us-east-1.amazonaws.com"),
    }),
  suppose: (context) => suppositions(context),
  readTexts: (context) => hostSigns(context, "case"),
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const received = signedValue(context, "host");
  if (received === null) return;
  yield* hostSuppositions(context, "case");
  for (const host of new Set(otherCases(received))) {
    if (host === received) continue;
    yield headerSupposition(
      context,
      "host",
      host,
      `The host was signed as "${host}" and arrived as "${received}".`,
    );
  }
}

const words =
  /(example|test|my|dev|prod|bucket|data|api|s3|search|storage|app|web|user|file|backup|log|amazon|aws|com)/g;

function* otherCases(host: string): Generator<string> {
  yield host.toLowerCase();
  yield host.toUpperCase();
  yield host.replace(/(^|\.)[a-z]/g, (start) => start.toUpperCase());
  yield host.replace(/(^|[.-])[a-z]/g, (start) => start.toUpperCase());
  const labels = host.split(".");
  for (const [index, label] of labels.entries()) {
    for (const other of [
      label.toUpperCase(),
      label.charAt(0).toUpperCase() + label.slice(1),
      camel(label),
      label.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase()),
    ]) {
      yield labels.map((same, at) => (at === index ? other : same)).join(".");
    }
  }
}

function camel(label: string): string {
  return label.replace(words, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}
