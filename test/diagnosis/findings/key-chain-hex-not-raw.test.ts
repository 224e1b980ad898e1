import { describe, expect, it } from "vitest";
import { keyChainHexNotRaw } from "../../../src/diagnosis/findings/key-chain-hex-not-raw.ts";
import { keyByChain } from "../../../src/sigv4/key-chain.ts";
import { causesOf, proofOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";

describe("key-chain-hex-not-raw", () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(keyChainHexNotRaw.example())).causes).toEqual(["key-chain-hex-not-raw"]);
  });

  it("derives what such chains are known to give", () => {
    const scope = { date: "20120215", region: "us-east-1", service: "iam", terminator: "aws4_request" };
    const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    // The last result stands here as bytes; the chain itself passes on its hex text.
    const passOn = ["hex", "hex", "hex", "raw"] as const;
    expect(Buffer.from(keyByChain(secret, scope, { passOn })).toString("hex")).toBe(
      "9d8a8749deaee911a4ed0d04fb34af903f690d0423c146023bd282ba8ebf955b",
    );
  });

  it.each([
    ["hex"],
    ["upper-hex"],
    ["base64"],
    [["hex", "hex", "hex", "raw"]],
    [["raw", "raw", "raw", "hex"]],
    [["hex", "raw", "raw", "raw"]],
    [["raw", "base64", "raw", "base64"]],
  ] as const)("is proven for results passed on as %j", async (passOn) => {
    expect(await causesOf({ url, keyChain: { passOn } })).toEqual(["key-chain-hex-not-raw"]);
  });

  it("names the steps", async () => {
    const { changes } = await proofOf({ url, keyChain: { passOn: ["hex", "raw", "raw", "raw"] } });
    expect(changes).toEqual([
      "derivation of the signing key: as specified -> with the result of date passed on as hex text",
    ]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(keyChainHexNotRaw)).toEqual([]);
  });
});
