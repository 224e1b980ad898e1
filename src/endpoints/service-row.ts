// The shape of the rows in the service tables; written by hand, as the tables themselves are not.

/** How a service words its requests and errors, in Smithy's spelling of the protocol. */
export type Dialect =
  | "awsJson1_0"
  | "awsJson1_1"
  | "awsQuery"
  | "ec2Query"
  | "restJson1"
  | "restXml"
  | "rpcV2Cbor";

/** A service behind a host prefix; `*.` before the prefix stands for one or more labels of the customer's. */
export type PrefixRow = readonly [
  prefix: string,
  service: string,
  signingName: string,
  dialect: Dialect | null,
];

/** A host that does not name its signing region; region `*` is SigV4A's set of all regions. */
export type FixedHostRow = readonly [
  host: string,
  service: string,
  signingName: string,
  dialect: Dialect | null,
  region: string,
  partition: string,
];
