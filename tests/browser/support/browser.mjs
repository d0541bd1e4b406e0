// Chromium, started the same way by every test, and a server of the built sites beside it.
import {existsSync} from 'node:fs';
import {after, before} from 'node:test';
import {chromium} from 'playwright-core';
import {serve} from './server.mjs';

/** Where Chromium is; a test without it fails. */
export const executable = () => {
  const places = [process.env.CHROME_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
  const found = places.find(place => place && existsSync(place));
  if (!found) throw new Error('There is no Chromium: install it (tests/run does, on Debian), or name it in CHROME_PATH');
  return found;
};

/** Nothing that speaks to the world, nothing that differs between machines. */
export const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-dev-shm-usage', '--hide-scrollbars', '--font-render-hinting=none',
];

/** A browser and a server for the tests of a file; both end with them. */
export const opened = () => {
  const it = {};
  before(async () => {
    it.browser = await chromium.launch({executablePath: executable(), args: flags});
    it.server = await serve();
  });
  after(async () => {
    await it.browser?.close();
    await it.server?.close();
  });
  return it;
};

/** Widths and heights of a phone and of a desktop. */
export const phone = {width: 390, height: 844};
export const desktop = {width: 1280, height: 800};

/** A fresh context: no cache, no motion. */
export const context = ({browser}, options = {}) => browser.newContext({reducedMotion: 'reduce', viewport: phone, ...options});

/** Goes to a page and waits until it stands still: the controls of the copy are shown once the browser has told which copies it has. */
export const visit = async (it, page, target, options) => {
  const response = await page.goto(it.server.url(target), options);
  await page.waitForFunction(() => !document.querySelector('#offline[hidden]'));
  return response;
};

/** Runs `work` over a list, a few at a time, each with a page of its own in one context. */
export const over = async (it, list, options, work) => {
  const shared = await context(it, options);
  await options.prepare?.(shared);
  const queue = [...list];
  const worker = async () => {
    const page = await shared.newPage();
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(page, next);
    await page.close();
  };
  try {
    await Promise.all([worker(), worker()]);
  } finally {
    await shared.close();
  }
};
