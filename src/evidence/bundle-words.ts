// What a bundle says of itself to whoever receives it: how to check it, what it proves and what it does not.

/** The README.txt of a bundle. */
export function bundleReadme(facts: {
  readonly version: string;
  readonly createdAt: string;
  readonly keyId: string;
  readonly head: string;
}): string {
  return `Evidence of AWS requests, sealed by countersign ${facts.version} on ${facts.createdAt}
Key ${facts.keyId}
Head of the chain ${facts.head}

What is in it
  exchanges.jsonl    one line for each record, in order: its place, its hash, and the record (RFC 8785 JSON)
  checkpoints.jsonl  signatures over the head of the chain, made while it was written
  facts.json         the facts with which the chain begins
  environment.json   versions and platform
  bodies/            long bodies, named by their SHA-256
  public-key.pem     the key that signed
  manifest.json      name, length and SHA-256 of every file
  manifest.sig       Ed25519 signature over manifest.json
  Other files (a HAR, a report) were made from exchanges.jsonl for reading.

How to check it
  countersign verify BUNDLE
or without countersign:
  tar -xf BUNDLE
  openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig
  and compare the SHA-256 of each file with manifest.json.

What it proves
  Nothing in it was changed, removed, added or put in another order since it was recorded, by anyone who does not hold the key.
  "Key" above names it: compare it with what the sender tells you another way, or use countersign verify --key FILE.

What it does not prove
  It does not show who sent a request, that AWS saw it, or that the clock of the machine was right.
  Whoever holds the key can make a whole new chain with other contents. To exclude that, the head of the chain must have been
  published elsewhere before the question came up.
  Requests that passed and are not in it are counted: a record of kind "gap" says when, how many, and why they are missing.
  Secrets, tokens and whole signatures were replaced when the record was made: [redacted:LENGTH:HASH]. Equal hashes mean equal
  values in this file; the key of that hash was never stored. A request cannot be sent or verified again from its record.
  Bodies are kept as the run was told (keepBodies in its note "run-started"): with "full", whatever is in them.
`;
}
