// STS: who the caller is.
import type { Answer } from "./answer.ts";
import { xmlAnswer } from "./answer.ts";
import { queryNamespace } from "./query-namespaces.ts";
import type { ServiceRequest } from "./service-request.ts";
import { formParameters, sandboxAccount } from "./service-request.ts";
import type { XmlNode } from "./xml.ts";
import { xmlText } from "./xml.ts";

/** Answers GetCallerIdentity; null for every other action. */
export function stsService(request: ServiceRequest): Answer | null {
  if (formParameters(request).get("Action") !== "GetCallerIdentity") return null;
  const identity: XmlNode = [
    "GetCallerIdentityResult",
    [
      ["Arn", `arn:aws:iam::${sandboxAccount}:user/countersign-sandbox`],
      ["UserId", "AIDACOUNTERSIGNSANDBOX"],
      ["Account", sandboxAccount],
    ],
  ];
  const metadata: XmlNode = ["ResponseMetadata", [["RequestId", request.requestId]]];
  const document = xmlText(
    ["GetCallerIdentityResponse", [identity, metadata]],
    ` xmlns="${queryNamespace("sts")}"`,
  );
  return { ...xmlAnswer(200, document), headers: [["Content-Type", "text/xml"]] };
}
