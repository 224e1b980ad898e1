import type { AddressInfo, Server } from "node:net";
import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { portState, proxyVariables } from "../../src/cli/doctor-addresses.ts";

let server: Server;
let port = 0;

beforeAll(async () => {
  server = createServer((socket) => socket.destroy());
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  await new Promise((closed) => server.close(closed));
});

test("proxies of this machine are tried, others never", async () => {
  const environment = {
    HTTPS_PROXY: `http://127.0.0.1:${port}`,
    https_proxy: `127.0.0.1:${port}`,
    HTTP_PROXY: "http://127.0.0.1:1",
    ALL_PROXY: "socks5://proxy.example:1080",
    all_proxy: "http://%%",
    http_proxy: "",
  };
  expect((await proxyVariables(environment)).map(({ variable, listening }) => [variable, listening])).toEqual(
    [
      ["HTTPS_PROXY", true],
      ["https_proxy", true],
      ["HTTP_PROXY", false],
      ["ALL_PROXY", null],
      ["all_proxy", null],
    ],
  );
});

test("a port is free, taken or refused", async () => {
  expect((await portState("127.0.0.1", port)).state).toBe("taken");
  expect((await portState("192.0.2.1", 8080)).state).toBe("refused");
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
  const free = (other.address() as AddressInfo).port;
  await new Promise((closed) => other.close(closed));
  expect(await portState("127.0.0.1", free)).toEqual({ host: "127.0.0.1", port: free, state: "free" });
});
