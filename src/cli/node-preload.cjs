// Loaded into Node.js programs that `run` and `env` send through countersign (NODE_OPTIONS=--require). The AWS SDK for JavaScript makes
// agents of its own, which read no proxy variable: their connections are led through a CONNECT tunnel of the proxy. Programs that bring
// a proxy agent, a socket or a connection of their own keep it. CommonJS, so that every Node.js in use can load it.
"use strict";

const proxyText = process.env.COUNTERSIGN_PROXY;
if (proxyText && !isCountersign() && !globalThis[Symbol.for("countersign.preload")]) {
  globalThis[Symbol.for("countersign.preload")] = true;
  try {
    lead(new URL(proxyText));
  } catch {
    // A program must start as it would without us.
  }
}

/** countersign itself goes to AWS directly, also when a terminal's variables load this file into it. */
function isCountersign() {
  try {
    const { realpathSync } = require("node:fs");
    return (
      realpathSync(process.argv[1]) === realpathSync(require("node:path").join(__dirname, "..", "main.js"))
    );
  } catch {
    return false;
  }
}

function lead(proxy) {
  const route = { proxy, exempt: exemptions(process.env.NO_PROXY || process.env.no_proxy || "") };
  leadHttps(route);
  leadHttp(
    proxy,
    (process.env.COUNTERSIGN_NODE_INTERCEPT || "").split(",").filter((text) => text !== ""),
  );
  leadHttp2(route);
  void leadFetch(route);
  require("node:module").syncBuiltinESMExports();
}

function leadHttps({ proxy, exempt }) {
  const { Agent } = require("node:https");
  const secure = Agent.prototype.createConnection;
  Agent.prototype.createConnection = function createConnection(...words) {
    const [options, created] = words;
    // Asked without a callback, or with a socket, a path or a proxy of its own: left alone.
    if (!isOurs(options, created, this)) return secure.apply(this, words);
    const port = Number(options.port) || 443;
    if (exempt(options.host, port)) return secure.apply(this, words);
    tunnel(proxy, options.host, port, (error, socket) => {
      if (error) return created(error);
      try {
        return created(null, secure.call(this, { ...options, socket }));
      } catch (thrown) {
        return created(thrown);
      }
    });
    return undefined;
  };
}

/** Plain HTTP only where a host was named with --intercept: AWS speaks TLS, and proxies are asked by plain HTTP. */
function leadHttp(proxy, opened) {
  const { Agent } = require("node:http");
  const plain = Agent.prototype.createConnection;
  Agent.prototype.createConnection = function createConnection(...words) {
    const [options, created] = words;
    const port = Number(options?.port) || 80;
    if (!isOurs(options, created, this) || !isOpened(opened, options.host, port))
      return plain.apply(this, words);
    tunnel(proxy, options.host, port, created);
    return undefined;
  };
}

function leadHttp2({ proxy, exempt }) {
  const http2 = require("node:http2");
  const { connect } = http2;
  http2.connect = function connectThrough(authority, options, listener) {
    const [given, heard] = typeof options === "function" ? [{}, options] : [options ?? {}, listener];
    const url = typeof authority === "string" ? new URL(authority) : authority;
    const port = Number(url.port) || 443;
    const host = (url.hostname ?? url.host ?? "").replace(/^\[(.*)\]$/, "$1");
    if (url.protocol !== "https:" || given.createConnection || given.socket || exempt(host, port))
      return connect.call(this, authority, options, listener);
    const servername = given.servername ?? (require("node:net").isIP(host) ? "" : host);
    const createConnection = () =>
      require("node:tls").connect({
        ...{ ALPNProtocols: ["h2"], ...given, servername },
        socket: waiting(proxy, host, port),
      });
    return connect.call(this, authority, { ...given, createConnection }, heard);
  };
}

/** The global fetch of Node.js that cannot read proxy variables by itself: its dispatcher is replaced at the first call. */
function leadFetch(route) {
  const { fetch } = globalThis;
  if (typeof fetch !== "function" || process.allowedNodeEnvironmentFlags.has("--use-env-proxy")) return;
  let ready = null;
  const led = {
    fetch(input, init) {
      ready ??= fetch("data:,").then(
        () => replaceDispatcher(route),
        () => undefined,
      );
      return ready.then(() => fetch(input, init));
    },
  };
  globalThis.fetch = led.fetch;
}

function replaceDispatcher(route) {
  const place = Symbol.for("undici.globalDispatcher.1");
  const current = globalThis[place];
  if (current?.constructor?.name !== "Agent") return;
  globalThis[place] = new current.constructor({ connect: (to, done) => fetchConnection(route, to, done) });
}

function fetchConnection({ proxy, exempt }, { hostname, protocol, port: given, servername }, done) {
  const secure = protocol === "https:";
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const port = Number(given) || (secure ? 443 : 80);
  const { isIP, connect } = require("node:net");
  const name = servername || (isIP(host) ? "" : host);
  const open = (words, event) => {
    const socket = (secure ? require("node:tls").connect : connect)(words);
    const failed = (error) => done(error, null);
    socket.setNoDelay(true).once("error", failed);
    socket.once(event, () => {
      socket.removeListener("error", failed);
      done(null, socket);
    });
  };
  if (!secure) return open({ host, port }, "connect");
  const words = { servername: name, ALPNProtocols: ["http/1.1"] };
  if (exempt(host, port)) return open({ ...words, host, port }, "secureConnect");
  return tunnel(proxy, host, port, (error, socket) =>
    error ? done(error, null) : open({ ...words, socket }, "secureConnect"),
  );
}

function isOurs(options, created, agent) {
  if (typeof options !== "object" || options === null || typeof created !== "function") return false;
  if (options.socketPath || options.socket || options.proxyEnv || agent?.options?.proxyEnv) return false;
  return typeof options.host === "string";
}

/** Opens a tunnel: a connection to the proxy, a CONNECT, and what follows its answer. */
function tunnel(proxy, host, port, done) {
  const socket = require("node:net").connect({
    host: proxy.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(proxy.port) || 80,
  });
  const authority = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  let head = Buffer.alloc(0);
  const end = (error) => {
    socket.removeListener("error", end);
    socket.removeListener("close", closed);
    socket.removeListener("readable", read);
    if (error) {
      socket.on("error", () => undefined).destroy();
      done(error);
    } else done(null, socket);
  };
  const closed = () => end(new Error(`countersign closed the connection before it was open to ${authority}`));
  const read = () => {
    for (let piece = socket.read(); piece !== null; piece = socket.read()) {
      head = Buffer.concat([head, piece]);
      const at = head.indexOf("\r\n\r\n");
      if (at < 0 && head.length < 65536) continue;
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(head.toString("latin1", 0, 64))?.[1];
      if (at < 0 || status !== "200")
        return end(
          new Error(`countersign refused a connection to ${authority} (status ${status ?? "unknown"})`),
        );
      if (head.length > at + 4) socket.unshift(head.subarray(at + 4));
      return end(null);
    }
    return undefined;
  };
  socket.on("error", end).on("close", closed).on("readable", read);
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
}

/** A connection that can be written to before its tunnel is open. */
function waiting(proxy, host, port) {
  const { Duplex } = require("node:stream");
  let inner = null;
  let begin = null;
  const duplex = new Duplex({
    allowHalfOpen: true,
    read: () => inner?.resume(),
    write: (piece, encoding, written) => {
      if (inner === null) begin = () => inner.write(piece, encoding, written);
      else inner.write(piece, encoding, written);
    },
    final: (ended) => {
      if (inner === null) begin = () => inner.end(ended);
      else inner.end(ended);
    },
    destroy: (error, destroyed) => {
      inner?.destroy();
      destroyed(error);
    },
  });
  tunnel(proxy, host, port, (error, socket) => {
    if (error) return void duplex.destroy(error);
    if (duplex.destroyed) return void socket.destroy();
    inner = socket;
    socket.setNoDelay(true);
    socket.on("data", (piece) => {
      if (!duplex.push(piece)) socket.pause();
    });
    socket.on("end", () => duplex.push(null));
    socket.on("error", (cause) => duplex.destroy(cause));
    socket.on("close", () => duplex.destroyed || duplex.destroy());
    begin?.();
    return undefined;
  });
  return duplex;
}

/** What NO_PROXY keeps from the proxy: names with everything below them, addresses, `*`, each with a port or without. */
function exemptions(text) {
  const entries = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .map((entry) => {
      const [, bare = entry, port = ""] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
      return {
        host: bare.replace(/^\[(.*)\]$/, "$1").replace(/^\*?\./, ""),
        port: port === "" ? null : Number(port),
      };
    });
  return (name, port) => {
    const host = name.toLowerCase().replace(/\.$/, "");
    return entries.some(
      (entry) =>
        (entry.port === null || entry.port === port) &&
        (entry.host === "*" || host === entry.host || host.endsWith(`.${entry.host}`)),
    );
  };
}

/** Whether a pattern of --intercept names a host: `localhost:4566`, `*.internal`. */
function isOpened(patterns, name, port) {
  const host = name.toLowerCase();
  return patterns.some((pattern) => {
    const [, bare = pattern, own] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(pattern) ?? [];
    if (own !== undefined && Number(own) !== port) return false;
    return bare.startsWith("*.") ? host.endsWith(bare.slice(1)) : host === bare.replace(/^\[(.*)\]$/, "$1");
  });
}
