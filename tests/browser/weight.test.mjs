// What a first view costs on the wire, and that nothing comes from elsewhere.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {opened, over} from './support/browser.mjs';
import {everyTemplate, name, pages, templates, whenLoaded} from './support/site.mjs';

const it = opened();

/** Opens a page as a newcomer does, with nothing kept: what was asked for, each {url, type, bytes}, headers counted too. */
const firstView = async (page, target) => {
  const devtools = await page.context().newCDPSession(page), asked = new Map();
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', {cacheDisabled: true});
  devtools.on('Network.requestWillBeSent', ({requestId, request, type}) => asked.set(requestId, {url: request.url, type, bytes: 0}));
  devtools.on('Network.loadingFinished', ({requestId, encodedDataLength}) => {
    if (asked.has(requestId)) asked.get(requestId).bytes = encodedDataLength;
  });
  await page.goto(it.server.url(target), whenLoaded(target));
  await devtools.detach();
  return [...asked.values()].filter(({url}) => !url.startsWith('data:'));
};
const sum = list => list.reduce((all, {bytes}) => all + bytes, 0);

const within = async (list, limit, most) => {
  const heavy = [];
  let heaviest = 0;
  await over(it, list, {}, async (page, target) => {
    const asked = await firstView(page, target), bytes = sum(asked);
    assert.ok(asked.length > 1 && bytes > 2000, `${name(target)} was not measured`);
    heaviest = Math.max(heaviest, bytes);
    if (bytes > limit) heavy.push(`${name(target)}: ${bytes} bytes`);
    if (asked.length > most) heavy.push(`${name(target)}: ${asked.map(({url}) => url).join(' ')}`);
  });
  assert.deepEqual(heavy, [], `more than ${limit} bytes or ${most} requests`);
  return heaviest;
};

const bundled = template => pages('bundled').filter(page => page.template === template);
/** The whole and the heaviest of its slices. */
const timelines = () => templates('bundled').filter(page => ['timeline', 'timeline-one'].includes(page.template));

test('the first view of an article is at most 60 kB in at most 5 requests', async t => {
  t.diagnostic(`| heaviest article: ${await within(bundled('articles-one'), 60_000, 5)} bytes`);
});

test('a timeline is at most 120 kB in at most 6 requests', async t => {
  t.diagnostic(`| heaviest timeline: ${await within(timelines(), 120_000, 6)} bytes`);
});

test('no page loads more than 15 kB of scripts, and none from elsewhere', async () => {
  const wrong = [];
  await over(it, everyTemplate(), {}, async (page, target) => {
    const asked = await firstView(page, target);
    const scripts = asked.filter(({url, type}) => type === 'Script' && url.includes('/assets/'));
    if (sum(scripts) > 15_000) wrong.push(`${name(target)}: ${sum(scripts)} bytes of scripts`);
    for (const {url} of asked) if (!url.startsWith(it.server.base)) wrong.push(`${name(target)} asks for ${url}`);
  });
  assert.deepEqual(wrong, []);
});
