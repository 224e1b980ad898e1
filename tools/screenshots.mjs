// Pictures of the inspector's main views for the documents, from sample evidence in a headless Chromium.
// Usage: node tools/screenshots.mjs   (after npm run build; writes docs/images/*.png)

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { projectRoot } from "./project-files.mjs";
import { sampleEvidence } from "./sample-evidence.mjs";

const folder = mkdtempSync(join(tmpdir(), "countersign-screenshots-"));
const images = join(projectRoot, "docs/images");
const mostBytes = 200 * 1024;
mkdirSync(images, { recursive: true });
const evidence = join(folder, "afternoon.sqlite");
await sampleEvidence(evidence, 1500);

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const running = [];
try {
  const files = await opened(["inspect", evidence, "--inspector-port", "0", "--json"]);
  const list = await page(files, "light");
  await list
    .getByText(/requests$/)
    .first()
    .waitFor();
  await list.waitForTimeout(2500);
  await list.getByRole("button", { name: "Failing" }).click();
  await list.waitForTimeout(500);
  await shot(list, "list");
  await list.getByLabel("Filter", { exact: true }).fill("~rule content-type-changed");
  await list.waitForTimeout(600);
  await list.keyboard.press("Escape");
  await list.keyboard.press("Enter");
  await list.getByRole("heading", { level: 1, name: /Content-Type/ }).waitFor();
  await shot(list, "request");
  await list.locator("#envelope").scrollIntoViewIfNeeded();
  await list.evaluate(() =>
    document.querySelector("#main")?.scrollTo({ top: document.querySelector("#envelope").offsetTop - 60 }),
  );
  await shot(list, "anatomy");
  const dark = await page(files, "dark");
  await dark.waitForTimeout(1500);
  await dark.keyboard.press("2");
  await dark.getByRole("heading", { name: "Clients and their clocks" }).waitFor();
  await shot(dark, "overview-dark");
  const live = await opened([
    "start",
    "--sandbox",
    "--port",
    "0",
    "--inspector-port",
    "0",
    "--json",
    "--certs",
    "certs",
  ]);
  const connect = await page(live, "light");
  await connect.getByRole("heading", { name: "Waiting for the first request" }).waitFor();
  await shot(connect, "connect");
} finally {
  for (const child of running) child.kill("SIGTERM");
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

function opened(words) {
  const child = spawn(process.execPath, [join(projectRoot, "dist/main.js"), ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder },
    stdio: ["ignore", "ignore", "pipe"],
  });
  running.push(child);
  return new Promise((resolve) => {
    let text = "";
    child.stderr.setEncoding("utf8").on("data", (piece) => {
      text += piece;
      const url = /"inspector":"([^"]+)"/.exec(text)?.[1];
      if (url) resolve(url);
    });
  });
}

async function page(url, colorScheme) {
  const context = await browser.newContext({ viewport: { width: 1240, height: 680 }, colorScheme });
  const one = await context.newPage();
  await one.goto(url);
  return one;
}

async function shot(one, name) {
  const path = join(images, `inspector-${name}.png`);
  await one.waitForTimeout(300);
  await one.screenshot({ path });
  const { size } = statSync(path);
  process.stdout.write(`${name}: ${Math.round(size / 1024)} KiB\n`);
  if (size > mostBytes) throw new Error(`${path} is larger than ${mostBytes} bytes`);
}
