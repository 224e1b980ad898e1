// The Host of a request that was sent to countersign as to an endpoint of AWS: whether it means countersign, and which bucket it names.

/** What such a Host says; null where it means somebody else. */
export interface EndpointHost {
  /** The bucket of a virtual-hosted request to S3 (`bucket.localhost:8080`); null where the path names it. */
  readonly bucket: string | null;
}

/** Where countersign listens. */
export interface EndpointPlace {
  readonly port: number;
  /** Whether other names than those of loopback are taken: it listens where other machines reach it. */
  readonly anyName: boolean;
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
/** As S3 names buckets. */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Reads a Host as it was sent. Names below `localhost` mean this machine (RFC 6761, 6.3). */
export function endpointHost(host: string, { port, anyName }: EndpointPlace): EndpointHost | null {
  const parts = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]{1,253})(?::(\d{1,5}))?$/.exec(host.toLowerCase());
  const name = parts?.[1] ?? "";
  if (parts === null || Number(parts[2] ?? 80) !== port) return null;
  if (loopback.test(name) || name === "s3.localhost") return { bucket: null };
  const below = /^(.+?)(?:\.s3)?\.localhost$/.exec(name)?.[1];
  if (below !== undefined) return bucketName.test(below) ? { bucket: below } : null;
  return anyName ? { bucket: null } : null;
}
