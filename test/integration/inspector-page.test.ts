// The page in a browser: the newcomer's way, a finding found, its difference seen, by keyboard, in the dark, and fit for screen readers.

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { contentTypeChanged } from "../../src/diagnosis/findings/content-type-changed.ts";
import { pathDoubleEncodedS3 } from "../../src/diagnosis/findings/path-double-encoded-s3.ts";
import { pageFiles } from "../../src/inspector/page-files.ts";
import { amzDate } from "../../src/sigv4/amz-date.ts";
import { chromiumFile, openBrowser, openPage } from "../support/browser.ts";
import type { OpenFixture } from "../support/inspector-fixture.ts";
import { inspectedSample, inspectorOf, provenSample } from "../support/inspector-fixture.ts";
import { builtProgram, jsonLines, testFolder } from "../support/piped-countersign.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong, as `rule: element`. */
async function unfit(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: the global that axe-core makes.
    const found = await (globalThis as any).axe.run();
    return found.violations.flatMap(({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`),
    );
  });
}

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";

describe.runIf(chromiumFile)("the page", { timeout: 120_000 }, () => {
  let browser: Browser;
  let open: OpenFixture;
  beforeAll(async () => {
    browser = await openBrowser();
    const samples = [
      inspectedSample({ url }, "1", "2026-01-02T03:04:05.000Z"),
      await provenSample(contentTypeChanged.example(), "2"),
      await provenSample(pathDoubleEncodedS3.example(), "3"),
      inspectedSample({ url }, "4", "2026-01-02T03:04:25.000Z"),
    ];
    open = await inspectorOf(samples, { files: pageFiles() });
  });
  afterAll(async () => {
    await open?.inspector.close();
    await browser?.close();
  });

  it("shows the list, and keeps the token out of the address", async () => {
    const { page, wrong } = await openPage(browser, open.inspector.url);
    await page.getByText("mismatch").first().waitFor();
    expect(await page.locator("[role=grid] .row:not(.head)").count()).toBe(4);
    expect(page.url()).not.toContain(open.inspector.token);
    await page.reload();
    await page.getByText("4 requests").waitFor();
    expect(wrong).toEqual([]);
  });

  it("filters, opens a finding, shows its proof and the difference byte by byte", async () => {
    const { page, wrong } = await openPage(browser, open.inspector.url);
    await page.getByLabel("Filter", { exact: true }).fill("~rule path-double-encoded-s3");
    await page.getByText("1 request", { exact: true }).waitFor();
    expect(decodeURIComponent(page.url()).replaceAll("+", " ")).toContain(
      "filter=~rule path-double-encoded-s3",
    );
    await page.locator("[role=grid] .row:not(.head)").click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(
      "The path was signed and sent with different numbers of encodings: S3 wants exactly one",
    );
    expect(await page.locator(".answer .certainty").first().textContent()).toBe("proven");
    expect(await page.locator(".bytes tr.changed .signed mark").allTextContents()).toEqual(["52"]);
    await page.getByText("What to do").waitFor();
    await page.getByText("What not to do").waitFor();
    expect(await page.locator("mark.is-access-key").textContent()).toBe("AKIAIOSFODNN7EXAMPLE");
    await page.goBack();
    await page.getByText("1 request", { exact: true }).waitFor();
    expect(wrong).toEqual([]);
  });

  it("says what is wrong with a filter while it is typed, and asks for nothing meanwhile", async () => {
    const { page } = await openPage(browser, open.inspector.url);
    await page.getByLabel("Filter", { exact: true }).fill("~verdict mismatch | (");
    await page.getByText("At character 22: it ends too early.").waitFor();
    expect(page.url()).not.toContain("filter=");
  });

  it("is gone through by keyboard alone", async () => {
    const { page } = await openPage(browser, open.inspector.url);
    await page.getByText("4 requests").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("~verdict mismatch");
    await page.getByText("2 requests").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    expect(await page.locator(".row.chosen").getAttribute("id")).toBe("row-2");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Content-Type" }).waitFor();
    await page.keyboard.press("k");
    await page.getByRole("heading", { level: 1, name: "encodings" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("2 requests").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys and filters" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("2");
    await page.getByRole("heading", { name: "Clients and their clocks" }).waitFor();
    await page.keyboard.press("3");
    await page.getByRole("heading", { name: "Explain a request" }).waitFor();
    await page.keyboard.press("1");
    await page.getByText("2 requests").waitFor();
  });

  it("explains a pasted request with the same sections", async () => {
    const { page, wrong } = await openPage(browser, `${open.inspector.url}`);
    await page.keyboard.press("3");
    await page
      .getByLabel("Text")
      .fill(`curl '${url}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=nonsense'`);
    await page.getByRole("button", { name: "Explain", exact: true }).last().click();
    await page.locator(".answer .verdict").waitFor();
    expect(await page.locator(".answer .verdict").textContent()).toContain("malformed");
    expect(wrong).toEqual([]);
  });

  it("follows the system into the dark, and the person's choice over it", async () => {
    const { page } = await openPage(browser, open.inspector.url, { colorScheme: "dark" });
    const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.getByText("4 requests").waitFor();
    expect(await paper()).toBe("rgb(14, 20, 22)");
    await page.keyboard.press("t");
    await expect.poll(paper).toBe("rgb(244, 245, 242)");
    await page.reload();
    await page.getByText("4 requests").waitFor();
    expect(await paper()).toBe("rgb(244, 245, 242)");
  });

  it.each(["light", "dark"] as const)(
    "is fit for screen readers and eyes in each view: %s",
    async (colorScheme) => {
      const { page } = await openPage(browser, open.inspector.url, { colorScheme });
      await page.getByText("4 requests").waitFor();
      expect(await unfit(page)).toEqual([]);
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1 }).waitFor();
      expect(await unfit(page)).toEqual([]);
      for (const [key, heading] of [
        ["2", "Services"],
        ["3", "Explain a request"],
        ["4", "What this is about"],
        ["?", "Keys and filters"],
      ] as const) {
        await page.keyboard.press(key);
        await page.getByRole("heading", { name: heading }).waitFor();
        expect([key, await unfit(page)]).toEqual([key, []]);
      }
    },
  );

  it("asks for its address where the token is missing or old, and opens with it", async () => {
    const { page } = await openPage(
      browser,
      `http://127.0.0.1:${open.inspector.port}/#AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`,
    );
    await page.getByRole("heading", { name: "This page opens with its own address" }).waitFor();
    expect(await unfit(page)).toEqual([]);
    await page.getByLabel("Address or key").fill(open.inspector.url);
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByText("4 requests").waitFor();
  });

  it("opens with the address of a later run that is opened in the same tab", async () => {
    const { page } = await openPage(browser, `http://127.0.0.1:${open.inspector.port}/#${"A".repeat(32)}`);
    await page.getByRole("heading", { name: "This page opens with its own address" }).waitFor();
    await page.evaluate((token) => (location.hash = token), open.inspector.token);
    await page.getByText("4 requests").waitFor();
    expect(page.url()).not.toContain(open.inspector.token);
  });

  it("asks before it sends again what changes something, in a dialog that has the keys to itself", async () => {
    const sent: boolean[] = [];
    const replayer = {
      offer: async () => ({ captured: null, signed: null, changes: true }),
      send: async (_: unknown, signed: boolean) => {
        sent.push(signed);
        return { refused: "It is not sent in a test." };
      },
    };
    const asks = await inspectorOf(
      [inspectedSample({ url }, "1"), inspectedSample({ url, method: "PUT" }, "2")],
      { files: pageFiles(), replayer },
    );
    const { page, wrong } = await openPage(browser, asks.inspector.url);
    await page.locator("#row-2").click();
    const button = page.getByRole("button", { name: "Replay, signed again" });
    await button.click();
    const dialog = page.getByRole("dialog", { name: "Do it again?" });
    await dialog.waitFor();
    expect(await unfit(page)).toEqual([]);
    for (const key of ["j", "1", "2", "?"]) await page.keyboard.press(key);
    expect(await dialog.isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    expect(page.url()).toContain("/request/2");
    expect(await button.evaluate((one) => one === document.activeElement)).toBe(true);
    await button.click();
    await dialog.getByRole("button", { name: "Send it" }).click();
    await page.getByText("It is not sent in a test.").waitFor();
    expect([sent, await unfit(page), wrong.filter((one) => !/409/.test(one))]).toEqual([[true], [], []]);
    await asks.inspector.close();
  });

  it("keeps what is chosen while others come above it", async () => {
    const live = await inspectorOf(
      [1, 2, 3].map((id) => inspectedSample({ url }, `${id}`)),
      { files: pageFiles() },
    );
    const { page } = await openPage(browser, live.inspector.url);
    await page.getByText("3 requests").waitFor();
    await page.keyboard.press("j");
    await page.locator("#row-2.chosen").waitFor();
    live.add(inspectedSample({ url }, "4"));
    await page.locator("#row-4").waitFor();
    await page.locator("#row-2.chosen").waitFor();
    expect(await page.locator(".row.chosen").count()).toBe(1);
    expect(await page.locator("#row-2").getAttribute("aria-rowindex")).toBe("4");
    await page.keyboard.press("Enter");
    await page.waitForURL(/request\/2/);
    await live.inspector.close();
  });

  it("shows a presigned URL whose end lies beyond every calendar", async () => {
    const sample = inspectedSample({ url }, "1");
    const envelope = {
      ...sample.examination.envelope,
      ...{ form: "presigned-url" as const, expiresSeconds: 999_999_999_999_999 },
    };
    const live = await inspectorOf([{ ...sample, examination: { ...sample.examination, envelope } }], {
      files: pageFiles(),
    });
    const { page, wrong } = await openPage(browser, live.inspector.url);
    await page.locator("#row-1").click();
    await page.getByRole("heading", { name: "Request and answer" }).waitFor();
    expect(wrong).toEqual([]);
    await live.inspector.close();
  });

  it("shows what is said of the files when it is said", async () => {
    const live = await inspectorOf([inspectedSample({ url }, "1")], { files: pageFiles() });
    const { page } = await openPage(browser, live.inspector.url);
    await page.getByText("1 request", { exact: true }).waitFor();
    live.note("three.har: it cannot be read");
    await page.getByText("three.har: it cannot be read").waitFor();
    await live.inspector.close();
  });

  it("explains several requests of one text, each with headings of its own", async () => {
    const { page } = await openPage(browser, open.inspector.url);
    await page.keyboard.press("3");
    const one = "GET /a HTTP/1.1\r\nHost: examplebucket.s3.amazonaws.com\r\n\r\n";
    const answer = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
    await page.getByLabel("Text").fill(`${one}%%%\r\n${answer}%%%\r\n${one}%%%\r\n${answer}`);
    await page.getByRole("button", { name: "Explain", exact: true }).last().click();
    await expect.poll(() => page.locator("section.answer").count()).toBe(2);
    expect(await unfit(page)).toEqual([]);
  });

  it("shows what is under way, and completes its row and its page when it is over", async () => {
    const head = inspectedSample({ url }, "slow");
    const live = await inspectorOf([inspectedSample({ url }, "first")], { files: pageFiles() });
    const { page, wrong } = await openPage(browser, live.inspector.url);
    await page.getByText("1 request", { exact: true }).waitFor();
    live.begin({ ...head, response: null, underWay: true });
    await page.locator("#row-2 .verdict", { hasText: "◌ under way" }).waitFor();
    expect(await unfit(page)).toEqual([]);
    await page.locator("#row-2").click();
    await page.getByRole("heading", { level: 1, name: "This request is under way" }).waitFor();
    expect(await unfit(page)).toEqual([]);
    live.add({ ...head, interrupted: "truncated: the upstream closed the connection" });
    await page.getByRole("heading", { level: 1, name: "The signature is right" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#row-2 .verdict", { hasText: "✓ valid" }).waitFor();
    expect(await page.locator("#row-2 .status").textContent()).toContain("cut");
    expect(wrong).toEqual([]);
    await live.inspector.close();
  });

  it("shows what comes while it is open, and stands still under somebody who reads further down", async () => {
    const live = await inspectorOf(
      Array.from({ length: 200 }, (_, at) => inspectedSample({ url }, `${at}`)),
      { files: pageFiles() },
    );
    const { page } = await openPage(browser, live.inspector.url);
    await page.getByText("200 requests").waitFor();
    live.add(inspectedSample({ url }, "new"));
    await page.getByText("201 requests").waitFor();
    await page.locator(".frame").evaluate((frame) => frame.scrollTo({ top: 2000 }));
    await page.locator("#row-150").waitFor();
    live.add(inspectedSample({ url }, "newer"));
    await page.getByRole("button", { name: "1 new request" }).click();
    await page.locator("#row-202").waitFor();
    await live.inspector.close();
    await page.getByText("not connected").waitFor();
  });
});

const folder = testFolder("inspector-page");

describe.runIf(chromiumFile)("a newcomer", { timeout: 120_000 }, () => {
  let child: ChildProcess;
  let browser: Browser;
  let lines = "";
  const readyLine = async (): Promise<Record<string, unknown>> => {
    await expect.poll(() => lines, { timeout: 20_000 }).toContain('"ready"');
    return jsonLines(lines).find(({ event }) => event === "ready") ?? {};
  };
  beforeAll(async () => {
    browser = await openBrowser();
    const words = [
      "start",
      "--sandbox",
      "--json",
      "--port",
      "0",
      "--inspector-port",
      "0",
      "--certs",
      "certs",
    ];
    child = spawn(process.execPath, [builtProgram, ...words], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? "", HOME: folder },
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (lines += text));
  });
  afterAll(async () => {
    child?.kill("SIGKILL");
    await browser?.close();
  });

  it("is told what to type, and sees the first request by itself", async () => {
    const ready = await readyLine();
    const proxy = new URL(String(ready.proxy));
    const { page, wrong } = await openPage(browser, String(ready.inspector));
    await page.getByRole("heading", { name: "Waiting for the first request" }).waitFor();
    await page.getByText(`eval "$(countersign env --port ${proxy.port})"`).waitFor();
    for (const [tab, says] of [
      ["PowerShell", "Invoke-Expression"],
      ["fish", "source"],
      ["Node.js", "NODE_EXTRA_CA_CERTS"],
      ["Java", "keytool"],
      ["Go", "SSL_CERT_FILE"],
    ] as const) {
      await page.getByRole("button", { name: tab }).click();
      await page.locator(".command pre", { hasText: says }).waitFor();
    }
    expect(await sent(Number(proxy.port))).toBe(200);
    await page.locator("[role=grid] .row:not(.head)", { hasText: "GetCallerIdentity" }).waitFor();
    // The process is looked for beside the traffic: by the second connection at the latest it is known in time.
    if (process.platform === "linux") {
      const named = page.locator(`.process[title="process ${process.pid}"]`);
      await expect
        .poll(async () => (await sent(Number(proxy.port))) === 200 && (await named.count()) > 0, {
          timeout: 60_000,
        })
        .toBe(true);
      await page.getByLabel("Filter", { exact: true }).fill(`~client ${process.pid}`);
      await named.first().waitFor();
    }
    await page.locator("[role=grid] .row:not(.head)", { hasText: "GetCallerIdentity" }).first().click();
    await page.getByText("The value of Authorization was not kept.").waitFor();
    expect(await page.getByRole("button", { name: "Replay", exact: true }).isDisabled()).toBe(true);
    expect(await unfit(page)).toEqual([]);
    await page.getByRole("button", { name: "Replay, signed again" }).click();
    await page.getByText("Signed again with the sandbox's example credentials.").waitFor({ timeout: 20_000 });
    const cells = page.locator(".replay tbody tr");
    expect(await cells.nth(0).textContent()).toBe("answer200200");
    expect(await cells.nth(1).textContent()).toBe("verdictvalidvalid");
    expect(await unfit(page)).toEqual([]);
    await page.getByRole("button", { name: "Open what was sent" }).click();
    await page.getByRole("heading", { level: 1, name: "The signature is right" }).waitFor();
    expect(wrong).toEqual([]);
  });
});

function sent(port: number): Promise<number> {
  const recipe: ExampleRecipe = {
    url: "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
    service: "sts",
    date: amzDate(Date.now()),
  };
  const { request: signed } = signedExample(recipe);
  const path = `http://${signed.authority}${signed.target}`;
  const headers = Object.fromEntries(signed.headers);
  return new Promise((resolve, reject) => {
    const one = request(
      { host: "127.0.0.1", port, method: signed.method, path, headers, agent: false },
      (answer) => {
        answer.resume();
        answer.once("end", () => resolve(answer.statusCode ?? 0));
      },
    );
    one.once("error", reject);
    one.end();
  });
}
