// Looks at pages in a browser that has no network, and says what it saw, one JSON line a page.
// look.mjs BROWSER FOLDER page.html... ; with view.html and answer.json also the view of a host.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [browserPath, folder, ...names] = process.argv.slice(2);
const axe = readFileSync(join(import.meta.dirname ?? ".", "node_modules/axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

async function measured(page) {
  const seen = await page.evaluate(() => {
    const shown = (node) => node.checkVisibility() && node.getBoundingClientRect().width > 1;
    const wide = document.documentElement.clientWidth;
    const nodes = [...document.querySelectorAll("body *")].filter((node) => shown(node) && !node.closest(".aside, thead.aside"));
    return {
      overflow: document.documentElement.scrollWidth - wide,
      outside: nodes.filter((node) => !node.closest("svg") && node.getBoundingClientRect().right > wide + 1).length,
      clipped: nodes.filter((node) => node.tagName === "text").filter((node) => {
        const box = node.getBoundingClientRect();
        return box.left < -1 || box.right > wide + 1;
      }).length,
      cut: nodes.filter((node) => node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflowX !== "visible").length,
      screens: document.documentElement.scrollHeight / innerHeight,
      figure: (document.querySelector("figure")?.getBoundingClientRect().height ?? 0) / innerHeight,
    };
  });
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return { ...seen, axe: found.violations.map((one) => `${one.id}: ${one.nodes[0]?.html ?? ""}`.slice(0, 160)) };
}

// What is left of a figure when one of its groups is picked: [said, seen] of each.
async function picked(page) {
  const found = [];
  for (const label of await page.locator(".pick label").all()) {
    await label.locator("input").check();
    const figure = label.locator("xpath=ancestor::figure[1]");
    for (const more of await figure.locator("details").all())
      if (await more.isVisible()) await more.evaluate((one) => { one.open = true; });
    const rows = await figure.locator("tbody tr:not(.group)").evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);
    found.push([Number((await label.innerText()).replaceAll(",", "").match(/\((\d+)\)$/)?.[1]), rows]);
    for (const more of await figure.locator("details").all()) await more.evaluate((one) => { one.open = false; });
  }
  for (const all of await page.locator(".pick label:first-of-type input").all()) await all.check();
  return found;
}

async function opened(width, colorScheme) {
  // Axe is put into the page by this script; the page's own policy is held by a test of its own.
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true, javaScriptEnabled: true });
  const page = await context.newPage();
  page.asked = [];
  page.on("request", (request) => page.asked.push(request.url()));
  return page;
}

async function lookedAt(name) {
  const file = join(folder, name), told = { name, kB: statSync(file).size / 1000, looks: {} };
  for (const [width, scheme] of [[1280, "light"], [400, "light"], [1280, "dark"], [400, "dark"]]) {
    const page = await opened(width, scheme);
    await page.goto(pathToFileURL(file).href);
    told.looks[`${width} ${scheme}`] = await measured(page);
    told.fetched = page.asked.length - 1;
    if (width === 1280 && scheme === "light") {
      told.picks = await picked(page);
      const sheets = await page.pdf({ format: "A4" });
      told.sheets = (sheets.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
    }
    await page.screenshot({ path: join(folder, `${name.replace(".html", "")}-${width}-${scheme}.png`), fullPage: true });
    await page.context().close();
  }
  return told;
}

async function viewed() {
  // A host in short: the view in a sandboxed frame, told one answer of a tool.
  const context = await browser.newContext({ viewport: { width: 700, height: 900 } });
  const page = await context.newPage();
  const errors = [];
  page.on("console", (one) => one.type() === "error" && errors.push(one.text()));
  page.on("pageerror", (one) => errors.push(String(one)));
  await page.setContent('<iframe sandbox="allow-scripts" style="width:640px;height:860px;border:0"></iframe>');
  const answer = JSON.parse(readFileSync(join(folder, "answer.json"), "utf8"));
  const heard = await page.evaluate(([html, told]) => new Promise((done) => {
    const frame = document.querySelector("iframe"), methods = [];
    window.addEventListener("message", ({ data, source }) => {
      methods.push(data.method ?? "answer");
      const say = (message) => source.postMessage({ jsonrpc: "2.0", ...message }, "*");
      if (data.method === "ui/initialize") say({ id: data.id, result: { protocolVersion: "2026-01-26", hostInfo: { name: "t", version: "1" }, hostCapabilities: {}, hostContext: {} } });
      if (data.method === "ui/notifications/initialized") say({ method: "ui/notifications/tool-result", params: { structuredContent: told, content: [] } });
      if (data.method === "ui/notifications/size-changed") say({ id: 77, method: "ui/resource-teardown", params: {} });
      if (data.id === 77 && data.result) done(methods);
    });
    frame.srcdoc = html;
  }), [readFileSync(join(folder, "view.html"), "utf8"), answer]);
  const frame = page.frames()[1];
  const text = await frame.locator("main").innerText();
  const kinds = await frame.evaluate(() => [...new Set([...document.querySelectorAll("main *")].map((node) => node.localName))].sort());
  const plots = await frame.locator("main circle").count();
  await page.screenshot({ path: join(folder, "view.png") });
  return { name: "view", heard, text, kinds, plots, errors };
}

for (const name of names) console.log(JSON.stringify(await lookedAt(name)));
console.log(JSON.stringify(await viewed()));
await browser.close();
