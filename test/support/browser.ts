// A headless Chromium of the machine, where there is one: its pages tell everything that goes wrong in them.
import { existsSync } from "node:fs";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { chromium } from "playwright-core";

/** The browser's program, or null where the machine has none. */
export const chromiumFile: string | null =
  ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
    existsSync(path),
  ) ?? null;

/** Starts the browser. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumFile ?? "", args: ["--no-sandbox", "--disable-gpu"] });
}

/** A page and what went wrong in it: errors of its script, refusals of its policy, requests to anywhere else. */
export interface WatchedPage {
  readonly page: Page;
  readonly wrong: string[];
}

/** Opens an address in a context of its own. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 880 }, ...options });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") wrong.push(`console: ${message.text()}`);
  });
  page.on("dialog", (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const origin = new URL(url).origin;
  page.on("request", (request) => {
    const { protocol } = new URL(request.url());
    if (!request.url().startsWith(origin) && protocol !== "blob:" && protocol !== "data:")
      wrong.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, wrong };
}
