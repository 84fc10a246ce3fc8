import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { RunRecord } from "../../../plugin/record/types.ts";
import { startBrowser } from "../../helpers/browser.ts";
import { advised, empty, hotVariable, manyUsers } from "../records.ts";
import { executed, hostile, largeBlock, pageOf } from "./pages.ts";

/** A page with everything that it said and asked for. */
interface OpenPage {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

describe("The HTML report in a browser", function () {
  this.timeout(120_000);
  let directory: string;
  let browser: Browser | undefined;
  let written = 0;

  before(async function () {
    browser = await startBrowser();
    if (browser === undefined) this.skip();
    directory = await mkdtemp(path.join(tmpdir(), "html-report-"));
  });

  after(async () => {
    await browser?.close();
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  });

  async function open(record: RunRecord, options: BrowserContextOptions = {}): Promise<OpenPage> {
    const file = path.join(directory, `${written++}.html`);
    await writeFile(file, await pageOf(record));
    const context = await (browser as Browser).newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const [complaints, requests]: [string[], string[]] = [[], []];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => requests.push(request.url()));
    const url = pathToFileURL(file).href;
    await page.goto(url);
    return { page, complaints, requests: requests.filter((other) => other !== url && !other.startsWith("data:")) };
  }

  /** Is anything drawn on the canvas of a chart? */
  const isDrawn = (page: Page, chart: string) =>
    page
      .locator(`${chart} canvas`)
      .first()
      .evaluate((element) => {
        const canvas = element as unknown as {
          readonly width: number;
          readonly height: number;
          getContext(kind: "2d"): { getImageData(...area: number[]): { readonly data: Uint8ClampedArray } };
        };
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return data.some((value) => value !== 0);
      });

  for (const [name, record] of Object.entries({ empty, hotVariable, advised, manyUsers, executed, hostile })) {
    it(`opens from disk, complains of nothing and asks for nothing: ${name}`, async () => {
      const { page, complaints, requests } = await open(record());
      await page.waitForLoadState("networkidle");
      assert.deepEqual(complaints, []);
      assert.deepEqual(requests, []);
    });
  }

  it("draws the graph, the schedule, the real run and the speedups of the first block, and the curve of users", async () => {
    const { page } = await open(executed());
    assert.equal(await page.locator(".chart canvas").count(), 5);
    for (const chart of [".graph", '[aria-label^="Modelled schedule"]', '[aria-label^="The real run"]']) {
      assert.ok(await isDrawn(page, chart), chart);
    }
    const real = await page.locator(".says").last().textContent();
    assert.match(
      real ?? "",
      /^1 real block on 4 threads, 99 µs, 1 execution thrown away, threads busy \d+% of the time/,
    );
  });

  it("runs under a policy that refuses to make scripts and handlers, to fetch, and to parse text as HTML", async () => {
    const { page } = await open(executed());
    const attempts = await page.evaluate(async () => {
      const { document, fetch } = globalThis as unknown as {
        document: {
          createElement(name: string): {
            innerHTML: string;
            textContent: string;
            setAttribute(name: string, value: string): void;
          };
        };
        fetch: (url: string) => Promise<unknown>;
      };
      const attempt = async (action: () => unknown) => {
        try {
          return String(await action());
        } catch (error) {
          return (error as Error).name;
        }
      };
      const box = document.createElement("div");
      return {
        handled: await attempt(() => document.createElement("a").setAttribute("onclick", "1")),
        fetched: await attempt(() => fetch("https://example.org/")),
        parsed: await attempt(() => {
          box.innerHTML = "<b>bold</b>";
          return `[${box.innerHTML}]`;
        }),
        script: await attempt(() => {
          document.createElement("script").textContent = "1";
          return "made";
        }),
      };
    });
    assert.deepEqual(attempts, { handled: "TypeError", fetched: "TypeError", parsed: "[]", script: "TypeError" });
  });

  it("shows another block by the selector, by the buttons and by the table of all blocks", async () => {
    const { page } = await open(executed());
    const transactions = page.locator("#block-view .tile").first().locator(".value");
    assert.equal(await transactions.textContent(), "8");
    await page.getByRole("combobox", { name: "Test or block" }).selectOption("1");
    assert.equal(await transactions.textContent(), "2");
    await page.getByRole("button", { name: "Previous", exact: true }).click();
    assert.equal(await transactions.textContent(), "8");
    await page.getByRole("link", { name: "Vault is looked at" }).click();
    assert.equal(await transactions.textContent(), "2");
  });

  it("lays the block out on as many threads as the slider says, under the chosen model", async () => {
    const { page, complaints } = await open(executed());
    const says = page.locator("output.says");
    await page.getByRole("combobox", { name: /^Model/ }).selectOption("ideal");
    const slider = page.getByRole("slider", { name: /^Threads/ });
    assert.match((await says.textContent()) ?? "", /^8 threads: 1\.3x as fast as one, 300K gas\./);
    await slider.focus();
    await page.keyboard.press("Home");
    assert.match((await says.textContent()) ?? "", /^1 thread: 1\.0x as fast as one, 400K gas\./);
    await page.keyboard.press("End");
    assert.match((await says.textContent()) ?? "", /^64 threads: /);
    for (const model of ["block-stm", "delta", "two-phase", "locks", "bal", "shards(n)"]) {
      await page.getByRole("combobox", { name: /^Model/ }).selectOption(model);
      assert.match((await says.textContent()) ?? "", /^64 threads: \d+\.\dx as fast as one/);
    }
    assert.deepEqual(complaints, []);
  });

  it("says all of the transaction whose execution is clicked, until it is clicked again", async () => {
    const { page, complaints } = await open(executed());
    const timeline = page.getByRole("img", { name: /^The real run/ });
    const title = page.locator(".selected h4");
    // The first execution is at the left end of the first lane, right of the names of the lanes.
    for (let x = 30; x < 140 && (await title.count()) === 0; x += 10) await timeline.click({ position: { x, y: 18 } });
    assert.equal(await title.textContent(), "#0 Vault.deposit");
    for (let x = 30; x < 140 && (await title.count()) === 1; x += 10) await timeline.click({ position: { x, y: 18 } });
    assert.equal(await title.count(), 0);
    assert.deepEqual(complaints, []);
  });

  it("is used by the keyboard alone: past the navigation, through the graph, into what each waits for", async () => {
    const { page } = await open(hotVariable());
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate("document.activeElement.textContent"), "Skip to the report");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate("document.activeElement.id"), "main");
    await page.locator(".graph").focus();
    for (const key of ["ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    const detail = page.locator(".selected");
    assert.match((await detail.locator("h4").textContent()) ?? "", /^#1 Vault\.deposit/);
    const text = (await detail.textContent()) ?? "";
    assert.match(
      text,
      /Waits for#0 on Vault\.totalAssets at 0x0000\.\.\.0001 \(rmw\) read at Vault\.sol:42, written at Vault\.sol:43/,
    );
    await page.keyboard.press("End");
    assert.match((await detail.locator("h4").textContent()) ?? "", /^#39 /);
    await page.keyboard.press("Escape");
    assert.equal(await detail.textContent(), "");
  });

  it("leads from a line that it names to the line of the source, even one that is folded away", async () => {
    const { page } = await open(hotVariable());
    await page.getByRole("link", { name: "Vault.sol:43" }).first().click();
    assert.equal(await page.locator("tr:target").getAttribute("id"), "L0-43");
    assert.ok(!(await page.locator("#L0-25").isVisible()));
    await page.getByLabel("Show the whole file").check();
    assert.ok(await page.locator("#L0-25").isVisible());
  });

  it("names variable and lines where the mouse rests on a transaction's edge or circle", async () => {
    const { page } = await open(hotVariable());
    const graph = page.locator(".graph");
    await graph.scrollIntoViewIfNeeded();
    const box = await graph.boundingBox();
    const found = new Set<string>();
    // A sweep along the first row of circles and the edges between them.
    for (let x = 20; x < (box?.width ?? 0) && found.size < 2; x += 6) {
      await page.mouse.move((box?.x ?? 0) + x, (box?.y ?? 0) + 30);
      const text =
        (await page.locator(".tooltip").count()) > 0 ? await page.locator(".tooltip").first().textContent() : "";
      if (/^#\d+ Vault/.test(text ?? "")) found.add("node");
      if (/rmw: Vault\.totalAssets.*read at Vault\.sol:42, written at Vault\.sol:43/.test(text ?? ""))
        found.add("edge");
    }
    assert.deepEqual([...found].sort(), ["edge", "node"]);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`has no flaw that axe finds, with everything unfolded, in ${colorScheme} colours`, async () => {
      const { page } = await open(executed(), { colorScheme });
      await page.locator(".graph").focus();
      await page.keyboard.press("ArrowRight");
      await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
      await page.getByRole("cell", { name: "thrown away: conflict" }).first().waitFor();
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      assert.deepEqual(
        violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) })),
        [],
      );
    });
  }

  it("can be used with a thousand transactions", async () => {
    const { page, complaints } = await open(largeBlock(1000));
    await page.locator(".graph").focus();
    await page.keyboard.press("End");
    assert.match((await page.locator(".selected h4").textContent()) ?? "", /^#999 /);
    await page.getByRole("button", { name: "Zoom in" }).click();
    await page.getByRole("slider", { name: /^Threads/ }).fill("64");
    assert.match((await page.locator("output.says").textContent()) ?? "", /^64 threads: /);
    await page.getByText("All transactions in a table").click();
    const rows = page.locator("details[open] tbody tr");
    await rows.nth(99).waitFor();
    assert.equal(await rows.count(), 100);
    assert.ok(await isDrawn(page, ".graph"));
    assert.deepEqual(complaints, []);
  });

  it("executes no name and lets none break the page, wide or narrow", async () => {
    for (const width of [1280, 400]) {
      const { page, complaints } = await open(hostile(), { viewport: { width, height: 800 } });
      const selector = page.getByRole("combobox", { name: "Test or block" });
      for (let index = 0; index < (await selector.locator("option").count()); index++) {
        await selector.selectOption(String(index));
        await page.locator(".graph").focus();
        for (const key of ["Home", "ArrowRight"]) await page.keyboard.press(key);
      }
      assert.equal(await page.evaluate("window.pwned"), undefined);
      assert.equal(await page.locator("img, iframe, svg [onload]").count(), 0);
      const scrolled = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      assert.equal(await page.evaluate(scrolled), 0, "nothing is wider than the page");
      assert.deepEqual(complaints, []);
      await page.close();
    }
  });

  it("leaves no hole among its tiles, at the width of a sheet of paper and others", async () => {
    const { page } = await open(executed());
    // The area of the list, less that of its tiles and of the lines between them.
    const hole = `Math.max(...[...document.querySelectorAll("dl.tiles")].map((list) => {
      const area = ({ width, height }) => width * height;
      const tiles = [...list.children].reduce((sum, tile) => sum + area(tile.getBoundingClientRect()), 0);
      return 1 - tiles / area(list.getBoundingClientRect());
    }))`;
    for (const width of [390, 640, 794, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      assert.ok((await page.locator("dl.tiles.small").count()) > 0);
      assert.ok(Number(await page.evaluate(hole)) < 0.05, `at ${width} pixels`);
    }
  });

  it("follows the colours of the system, and is light on paper", async () => {
    const { page } = await open(executed(), { colorScheme: "dark" });
    const background = "getComputedStyle(document.body).backgroundColor";
    assert.equal(await page.evaluate(background), "rgb(15, 20, 25)");
    await page.emulateMedia({ colorScheme: "light" });
    assert.equal(await page.evaluate(background), "rgb(255, 255, 255)");
    await page.emulateMedia({ colorScheme: "dark", media: "print" });
    assert.equal(await page.evaluate(background), "rgb(255, 255, 255)");
    assert.ok((await page.pdf({ format: "A4" })).length > 10_000);
  });
});
