// The copy that a reader asks for: made and removed by buttons, read without a connection, dated on every page.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {context, opened} from './support/browser.mjs';
import {serve} from './support/server.mjs';
import {pages} from './support/site.mjs';

const it = opened();
const find = (site, lang, template) => pages(site).find(page => page.template === template && page.lang === lang);
/** A server of the test's own, since it is closed on the way; of a test that fails before, it is closed too: an open one keeps the runner waiting. */
const served = async t => {
  const server = await serve();
  t.after(() => server.close());
  return server;
};
const button = (page, number) => page.locator('#offline button').nth(number);

test('a reader stops a copy, keeps one, and reads it without a connection', async t => {
  const server = await served(t), shared = await context(it), page = await shared.newPage();
  const [data, search, timeline, other] = [['en', 'data'], ['en', 'search'], ['en', 'timeline'], ['id', 'home']].map(([lang, name]) => find('bundled', lang, name));
  await page.goto(server.url(data));
  assert.equal(await page.evaluate(async () => (await caches.keys()).length + (await navigator.serviceWorker.getRegistrations()).length), 0, 'something is kept unasked');
  await button(page, 0).click();
  await button(page, 1).click();
  await button(page, 0).waitFor();
  assert.deepEqual([await page.evaluate(() => caches.keys()), await page.locator('#offline output').textContent()], [[], ''], 'what is half made is left');
  await button(page, 0).click();
  await page.locator('#offline output', {hasText: /\d{4}/}).waitFor({timeout: 60_000});
  await page.evaluate(() => navigator.serviceWorker.ready);

  const kept = await page.evaluate(async () => (await (await caches.open((await caches.keys())[0])).keys()).map(({url}) => url));
  const wanted = pages('bundled').filter(page => page.lang === 'en' && page.template !== '404').map(page => server.url(page));
  assert.deepEqual(wanted.filter(url => !kept.includes(url)), []);
  assert.ok(wanted.length > 100 && !kept.some(url => url.includes('/id/') || url.includes('/cards/') || url.endsWith('.csv')));

  // With a connection nothing is old.
  await page.goto(server.url(timeline));
  assert.equal(await page.locator('.kept').count(), 0);
  const addresses = [timeline, search, other].map(page => server.url(page));
  await server.close();
  await page.goto(`${addresses[0]}?importance=5`);
  assert.match(await page.locator('.kept').textContent(), /copy of .*\d{4}/);
  await page.locator('.answers', {hasText: /\d/}).waitFor();
  await page.goto(addresses[1]);
  await page.locator('#q').fill('Stepanakert');
  await page.locator('.found li > a', {hasText: 'Stepanakert'}).first().click();
  await page.locator('.kept').waitFor();
  assert.equal(await page.locator('h1').count(), 1);
  await assert.rejects(page.goto(addresses[2]), /ERR_/, 'another language is not in the copy');
  await shared.close();
});

test('a copy is renewed and removed, and none is made of another', async t => {
  const server = await served(t), shared = await context(it), page = await shared.newPage();
  await page.goto(server.url(find('scripts', 'hy', 'data')));
  const names = () => page.evaluate(() => caches.keys());
  const whole = () => page.locator('#offline output', {hasText: /\d{4}/}).waitFor({timeout: 60_000});
  await button(page, 0).click();
  await whole();
  const [first] = await names();
  await button(page, 0).click();
  await whole();
  const [second, ...others] = await names();
  assert.ok(second !== first && !others.length, 'the old copy gives way to the new one');

  // Without a connection there is no other: a copy of the copy would bear a date that is not its own.
  await server.close();
  const said = await page.locator('#offline output').textContent();
  await button(page, 0).click();
  await page.waitForFunction(said => ![said, ''].includes(document.querySelector('#offline output').textContent), said);
  assert.deepEqual(await names(), [second]);

  await button(page, 2).click();
  await page.waitForFunction(async () => !(await caches.keys()).length && !(await navigator.serviceWorker.getRegistrations()).length);
  await shared.close();
});
