// Other bytes of a chunk that are hashed by mistake in place of its data.
import { runningSha256, sha256Hex } from "../http/digest.ts";
import { latin1Bytes } from "../http/http-message.ts";
import type { AwsChunk } from "./aws-chunked-reading.ts";
import type { OtherHashes } from "./chunk-chain.ts";

/** Wrong hashes for a chunk, each with its words; `data` are the pieces of its data. */
export function chunkForms({ sizeLine }: AwsChunk, data: readonly Uint8Array[]): OtherHashes {
  const lineEnd = latin1Bytes("\r\n");
  const own = hashOf(data);
  const bareLine = `${sizeLine.split(";")[0] ?? ""}\r\n`;
  return [
    [hashOf([...data, lineEnd]), "the data with the CR LF behind it"],
    [hashOf([...data, latin1Bytes("\n")]), "the data with a line feed behind it"],
    [hashOf([latin1Bytes(sizeLine), lineEnd, ...data, lineEnd]), "the chunk with its size line"],
    [hashOf([latin1Bytes(bareLine), ...data]), "the size line without its signature, then the data"],
    [sha256Hex(own), "the hash of the data's hash"],
    [sha256Hex(""), "no data at all"],
    [own.toUpperCase(), "the data, its hash in capitals"],
    ["UNSIGNED-PAYLOAD", "UNSIGNED-PAYLOAD for the hash of the data"],
  ];
}

function hashOf(pieces: readonly Uint8Array[]): string {
  const running = runningSha256();
  for (const piece of pieces) running.update(piece);
  return running.hex();
}
