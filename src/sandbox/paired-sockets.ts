// Two ends of a connection inside the process that behave like sockets: HTTP agents and servers ask for more than a Duplex has.
import type { Duplex } from "node:stream";
import { duplexPair } from "node:stream";

/** Makes a connection. What one end writes the other reads; an end that breaks off breaks the other. */
export function pairedSockets(): readonly [near: Duplex, far: Duplex] {
  const [near, far] = duplexPair();
  socketLike(near);
  socketLike(far);
  breakTogether(near, far);
  breakTogether(far, near);
  return [near, far];
}

/**
 * When an end closes before it has both sent and read everything, nobody will read what the other still writes: without this
 * a client that aborts would leave the server waiting for ever.
 */
function breakTogether(end: Duplex, other: Duplex): void {
  end.on("error", () => other.destroy());
  end.on("close", () => {
    if (!end.writableFinished || !end.readableEnded) other.destroy();
  });
}

/** Adds what `http.Agent` and `http.Server` call on a net.Socket. */
function socketLike(end: Duplex): void {
  let timer: NodeJS.Timeout | null = null;
  let idleMilliseconds = 0;
  const rest = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer =
      idleMilliseconds > 0 && !end.destroyed
        ? setTimeout(() => end.emit("timeout"), idleMilliseconds).unref()
        : null;
  };
  const write = end._write.bind(end);
  // A socket never delivers inside the call that writes; HTTP's own code is not made for it either.
  end._write = (chunk: unknown, encoding: BufferEncoding, done: (error?: Error | null) => void): void => {
    setImmediate(() => write(chunk, encoding, done));
  };
  const push = end.push.bind(end);
  end.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (timer !== null) rest();
    return push(chunk, encoding);
  };
  end.on("close", () => {
    idleMilliseconds = 0;
    rest();
  });
  Object.assign(end, {
    setKeepAlive: () => end,
    setNoDelay: () => end,
    ref: () => end,
    unref: () => end,
    setTimeout: (milliseconds: number, callback?: () => void) => {
      idleMilliseconds = milliseconds;
      if (callback !== undefined && milliseconds > 0) end.once("timeout", callback);
      rest();
      return end;
    },
    remoteAddress: "127.0.0.1",
    encrypted: false,
  });
}
