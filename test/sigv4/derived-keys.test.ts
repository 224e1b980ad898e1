import { describe, expect, it } from "vitest";
import { hexOfWords, hmacWords } from "../../src/http/hmac-words.ts";
import { anyHmacKey, rememberDerivedKeys } from "../../src/sigv4/derived-keys.ts";
import { signature } from "../../src/sigv4/signature.ts";
import { signingKey } from "../../src/sigv4/signing-key.ts";

const scope = { date: "20150830", region: "us-east-1", service: "iam", terminator: "aws4_request" };
const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

describe("derived keys", () => {
  it("sign as the specification's chain does, for any secret and scope", () => {
    const keys = rememberDerivedKeys();
    for (const text of [secret, "", "s".repeat(61), "gehäim\n"]) {
      for (const other of [scope, { ...scope, region: "eu-west-1" }, { ...scope, date: "" }]) {
        expect(hexOfWords(hmacWords(keys.keyFor(text, other), "text"))).toBe(
          signature(signingKey(text, other), "text"),
        );
      }
    }
  });

  it("are the same object for the same secret and scope alone", () => {
    const keys = rememberDerivedKeys();
    expect(keys.keyFor(secret, { ...scope })).toBe(keys.keyFor(secret, scope));
    expect(keys.keyFor(`${secret}\n`, scope)).not.toBe(keys.keyFor(secret, scope));
    expect(keys.keyFor(secret, { ...scope, service: "sts" })).not.toBe(keys.keyFor(secret, scope));
  });

  it("take a long key by its hash", () => {
    expect(hexOfWords(hmacWords(anyHmacKey(Buffer.alloc(80, 0x61)), "text"))).toBe(
      "e8c65c98fc31d9c1ad11f772b0faf2efeb33be1b71cf30490f283a95590c8493",
    );
  });
});
