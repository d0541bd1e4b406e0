// On paper a page is a report: nothing of the screen, every fact with its claimant, every source with its address.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {context, opened, over, visit} from './support/browser.mjs';
import {name, templates} from './support/site.mjs';

const it = opened();
const chosen = ['articles-one', 'actors-one', 'events-one', 'figures', 'timeline', 'home'];
const list = ['bundled', 'estuary'].flatMap(site => templates(site)).filter(page => chosen.includes(page.template));
// A4 between margins of 16 mm, in CSS pixels.
const paper = {width: 673, height: 986};

test('a page prints to PDF, fits the paper and keeps its sources', async () => {
  const wrong = [];
  await over(it, list, {viewport: paper}, async (page, target) => {
    await visit(it, page, target);
    await page.emulateMedia({media: 'print', colorScheme: 'light'});
    const say = line => wrong.push(`${name(target)}: ${line}`);
    const {wide, sources, screen, addresses, paperColour} = await page.evaluate(() => {
      const shown = selector => [...document.querySelectorAll(selector)].filter(it => it.checkVisibility());
      const links = shown('.sources a[rel~="external"]');
      return {
        wide: [...document.querySelectorAll('main p, main table, main svg, main li')].filter(it => {
          return it.checkVisibility() && it.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
        }).map(it => it.outerHTML.slice(0, 60)),
        sources: shown('.sources li').length,
        screen: shown('nav, .skip, .find, .filter, .foot, .notes').map(it => it.className),
        addresses: [links.length, links.filter(it => getComputedStyle(it, '::after').content.includes('attr') || getComputedStyle(it, '::after').content.includes(it.getAttribute('href'))).length],
        paperColour: getComputedStyle(document.documentElement).backgroundColor,
      };
    });
    if (wide.length > 0) say(`wider than the paper: ${wide[0]}`);
    if (/id="sources"/.test(target.text) && sources === 0) say('no sources');
    if (screen.length > 0) say(`prints ${screen.join(', ')}`);
    if (addresses[1] < addresses[0]) say(`${addresses[0] - addresses[1]} sources without their address`);
    if (paperColour !== 'rgb(255, 255, 255)') say(`the paper is ${paperColour}`);
    const pdf = (await page.pdf({format: 'A4', tagged: true})).toString('latin1');
    if (!pdf.startsWith('%PDF-') || !/\/Type \/Page\b/.test(pdf)) say('is no PDF');
    if (!/\/MarkInfo|\/StructTreeRoot/.test(pdf)) say('the PDF has no structure for a screen reader');
  });
  assert.deepEqual(wrong, []);
});

test('what is folded or opens on a screen is written out on paper', async () => {
  const shared = await context(it, {viewport: paper}), page = await shared.newPage();
  await page.emulateMedia({media: 'print'});
  await page.goto(it.server.url(templates('bundled').find(page => page.template === 'home' && page.lang === 'en')));
  assert.ok((await page.locator('details.question p').first().boundingBox()).height > 5, 'answers to the questions');
  await page.goto(it.server.url(templates('bundled').find(page => page.template === 'articles-one' && page.lang === 'en')));
  const after = await page.locator('.fact[title]').first().evaluate(it => getComputedStyle(it, '::after').content);
  assert.ok(after.length > 8 && after !== 'none', `behind a number stands who claims it: ${after}`);
  await shared.close();
});
