// Without script nothing is lost: every page is read, facts open, the search and the timeline still lead on.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {context, opened, over} from './support/browser.mjs';
import {everyTemplate, name, templates} from './support/site.mjs';

const it = opened();
const without = {javaScriptEnabled: false};
const one = template => templates('bundled').find(page => page.template === template && page.lang === 'en');

test('without script every page has its title, its text and its ways on', async () => {
  const wrong = [];
  await over(it, everyTemplate(), without, async (page, target) => {
    await page.goto(it.server.url(target));
    const title = await page.locator('h1').first().innerText();
    const text = await page.locator('main').innerText();
    if (!title.trim() || text.length < title.length + 20) wrong.push(`${name(target)} shows ${JSON.stringify(text.slice(0, 80))}`);
    if (await page.locator('nav.sections a:visible').count() < 5) wrong.push(`${name(target)} has no sections`);
    if (await page.locator('noscript').count() > 0) wrong.push(`${name(target)} excuses itself`);
  });
  assert.deepEqual(wrong, []);
});

test('without script a fact opens from its words, tells who says so, and closes', async () => {
  const shared = await context(it, without), page = await shared.newPage();
  await page.goto(it.server.url(one('articles-one')));
  const fact = page.locator('button.fact-figure').first();
  const sheet = page.locator(`[id="${await fact.getAttribute('popovertarget')}"]`);
  assert.equal(await sheet.isVisible(), false);
  await fact.click();
  assert.equal(await sheet.isVisible(), true);
  assert.ok((await sheet.locator('.origin').innerText()).length > 10, 'claimant and date');
  assert.ok(await sheet.locator('.from a').count() > 0, 'the way to the source');
  await page.keyboard.press('Escape');
  assert.equal(await sheet.isVisible(), false);
  await shared.close();
});

test('without script a key question unfolds on the home page', async () => {
  const shared = await context(it, without), page = await shared.newPage();
  await page.goto(it.server.url(one('home')));
  // The first is open from the start.
  const question = page.locator('details.question').nth(1);
  assert.equal(await question.locator('p').first().isVisible(), false);
  await question.locator('summary').click();
  assert.equal(await question.locator('p').first().isVisible(), true);
  await shared.close();
});

test('without script the timeline shows every event that the data holds', async () => {
  const shared = await context(it, without), page = await shared.newPage();
  await page.goto(it.server.url(one('timeline')));
  const events = page.locator('ol.events > li');
  const response = await shared.request.get(`${it.server.base}bundled/data/events.json`);
  const all = await response.json();
  assert.ok(all.length > 50, 'the data was read');
  assert.equal(await events.count(), all.length);
  assert.equal(await events.first().isVisible(), true);
  await shared.close();
});

test('without script the search page says so and leads to every kind', async () => {
  const shared = await context(it, without), page = await shared.newPage();
  await page.goto(it.server.url(one('search')));
  assert.equal(await page.locator('.without').isVisible(), true);
  assert.equal(await page.locator('.facets').isVisible(), false);
  assert.ok(await page.locator('main a[href]:visible').count() >= 5);
  await shared.close();
});
