import type { IncomingMessage } from "node:http";
import { request } from "node:http";
import { describe, expect, it } from "vitest";
import type { ExaminationFlow } from "../../src/cli/examination-flow.ts";
import { openSessionSandbox } from "../../src/cli/session-sandbox.ts";
import { createExaminer } from "../../src/diagnosis/examine.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleKnowledge, signedExample } from "../../src/diagnosis/example.ts";
import { amzDate } from "../../src/sigv4/amz-date.ts";

const knowledge = exampleKnowledge();
const flow: ExaminationFlow = {
  take: () => undefined,
  learn: () => undefined,
  knowledge: () => knowledge,
  examiner: () => createExaminer(knowledge),
  settled: async () => undefined,
};

async function asked(recipe: Partial<ExampleRecipe>): Promise<string> {
  const sandbox = openSessionSandbox(flow, null);
  const { request: signed } = signedExample({
    url: "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
    service: "sts",
    date: amzDate(Date.now()),
    ...recipe,
  });
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request({
      path: signed.target,
      headers: Object.fromEntries(signed.headers),
      createConnection: () => sandbox.connect("sts.us-east-1.amazonaws.com", 443, true),
    });
    sent.once("response", resolve).once("error", reject);
    sent.end();
  });
  let text = `${answer.statusCode} `;
  for await (const piece of answer) text += String(piece);
  await sandbox.close();
  return text;
}

describe("openSessionSandbox", () => {
  it("serves what the session's knowledge verifies", async () => {
    expect(await asked({})).toMatch(/^200 .*GetCallerIdentityResult/s);
  });

  it("refuses a wrong secret and a key id nobody knows, as AWS does", async () => {
    expect(await asked({ secret: "another" })).toMatch(/^403 .*<Code>SignatureDoesNotMatch<\/Code>/s);
    expect(await asked({ accessKeyId: "AKIAUNKNOWN" })).toMatch(/^403 .*<Code>InvalidClientTokenId<\/Code>/s);
  });
});
