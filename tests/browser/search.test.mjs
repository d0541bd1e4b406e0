// The search in a browser: answers while typing, from a server's sub-path and from a disk, in every script, for few bytes.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {pathToFileURL} from 'node:url';
import {context, opened} from './support/browser.mjs';
import {everyTemplate, folder, pages} from './support/site.mjs';

const it = opened();
const limit = 50_000;
const searchPage = (site, lang) => pages(site).find(page => page.template === 'search' && page.lang === lang);

/** Types a query letter by letter; what is shown when there is an answer like this, and the bytes the query loaded beside the page. */
const ask = async (page, query, expected) => {
  const devtools = await page.context().newCDPSession(page), urls = new Map();
  let bytes = 0;
  await devtools.send('Network.enable');
  devtools.on('Network.requestWillBeSent', ({requestId, request}) => urls.set(requestId, request.url));
  devtools.on('Network.loadingFinished', ({requestId, encodedDataLength}) => { bytes += urls.has(requestId) ? encodedDataLength : 0; });
  const field = page.locator('#q');
  await field.fill('');
  await field.pressSequentially(query);
  // What the first letters found is shown until more is known.
  await page.locator('.found li > a', {hasText: expected}).first().waitFor({timeout: 10_000}).catch(() => {});
  await page.waitForLoadState('networkidle');
  await devtools.detach();
  const titles = await page.locator('.found li > a').allTextContents();
  return {titles, bytes, first: page.locator('.found li > a').first(), status: await page.locator('.answers').textContent()};
};

const queries = [
  ['bundled', 'en', 'Stepanakert', /Stepanakert/i],
  ['bundled', 'en', 'Степанакерт', /Stepanakert/i],
  ['bundled', 'en', 'Ստեփանակերտ', /Stepanakert/i],
  ['bundled', 'en', 'ceasefire november', /./],
  ['bundled', 'id', 'gencatan senjata', /./],
  ['estuary', 'ar', 'هدنة', /هدنة/],
  ['scripts', 'hy', 'կամուրջ', /կամ/i],
  ['scripts', 'ru', 'мельница', /./],
  ['scripts', 'tr', 'köprü', /./],
];

test('a query shows what it finds while one types and loads at most 50 kB, from a sub-path', async t => {
  let heaviest = 0;
  for (const [site, lang, query, expected] of queries) {
    const shared = await context(it), page = await shared.newPage();
    await page.goto(it.server.url(searchPage(site, lang)));
    const {titles, bytes, first, status} = await ask(page, query, expected);
    assert.ok(titles.some(title => expected.test(title)), `${site} ${lang} ${query}: ${titles.join(' | ')}`);
    assert.ok(bytes <= limit, `${site} ${lang} ${query}: ${bytes} bytes`);
    assert.ok(status.trim(), `${query}: nothing is told to who does not see`);
    heaviest = Math.max(heaviest, bytes);
    await first.click();
    await page.waitForURL(url => !url.pathname.endsWith('/search/'));
    assert.equal(await page.locator('h1').count(), 1, `${query}: the first answer leads nowhere`);
    await shared.close();
  }
  t.diagnostic(`| heaviest query: ${heaviest} bytes`);
});

test('the search answers from a disk, without a server', async () => {
  const shared = await context(it), page = await shared.newPage(), errors = [];
  page.on('console', message => { if (message.type() === 'error') errors.push(message.text()); });
  for (const [site, lang, query, expected] of queries.filter(([, lang]) => lang === 'en' || lang === 'ar')) {
    const path = searchPage(site, lang).path;
    await page.goto(`${pathToFileURL(folder(site))}/${path}index.html`);
    const {titles} = await ask(page, query, expected);
    assert.ok(titles.some(title => expected.test(title)), `${query}: ${titles.join(' | ')}`);
  }
  assert.deepEqual(errors, []);
  await shared.close();
});

test('the field on any page leads to the answers, and the address holds the query', async () => {
  const shared = await context(it), page = await shared.newPage();
  await page.goto(it.server.url(everyTemplate().find(page => page.site === 'bundled' && page.template === 'events-one')));
  await page.locator('.find input').fill('Shusha');
  await page.keyboard.press('Enter');
  await page.locator('.found li').first().waitFor();
  assert.match(page.url(), /\/search\/\?q=Shusha/);
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'q');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.closest('.found') !== null), true);
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'q');
  await shared.close();
});
