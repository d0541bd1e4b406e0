// With the keyboard alone: every control is reached, is seen when it is, hides under nothing, and nothing holds it.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {context, opened, over, phone, visit} from './support/browser.mjs';
import {name, templates} from './support/site.mjs';

const it = opened();

/** Runs in the page: numbers all that the Tab key should reach. A link of a drawing may be passed over if the text leads to the same page. */
const number = () => {
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter(it => it.checkVisibility({visibilityProperty: true}) && !it.disabled && !it.closest('[hidden], [popover]:not(:popover-open)'));
  const address = it => new URL(it.getAttribute('href'), document.baseURI).href.replace(/(?<=.)#.*/, '');
  const inText = new Set([...document.querySelectorAll('a[href]:not(svg *)')].map(address));
  globalThis.controls = all.filter(it => !(it.closest('svg') && it.getAttribute('tabindex') === '-1' && inText.has(address(it))));
  return globalThis.controls.length;
};
/** Runs in the page: which control has the focus, and whether that can be seen. */
const focused = () => {
  const element = document.activeElement;
  if (!element || element === document.body) return {at: -1};
  const style = getComputedStyle(element), rect = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const at = globalThis.controls.indexOf(element);
  const told = `<${element.tagName.toLowerCase()} ${element.className.baseVal ?? element.className}> ${JSON.stringify(element.textContent.trim().slice(0, 30))}`;
  const isMarked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || element.closest('svg') !== null;
  const x = Math.min(Math.max(rect.left + rect.width / 2, 1), innerWidth - 2), y = rect.top + rect.height / 2;
  const isInside = rect.bottom > 0 && rect.top < innerHeight;
  const over = isInside && y > 0 && y < innerHeight ? document.elementFromPoint(x, y) : element;
  const isFree = isInside && (over === null || element.contains(over) || over.contains(element) || getComputedStyle(over).position === 'static');
  return {at, told, isMarked, isFree};
};

// The shortest page of each template: there are hundreds of links on the longest, of the same kinds.
const list = templates('bundled', {shortest: true}).filter(page => page.lang === 'en');

test('the Tab key reaches every control, in order, each one seen, and leaves the page', async () => {
  const wrong = [];
  await over(it, list, {viewport: phone}, async (page, target) => {
    await visit(it, page, target);
    const count = await page.evaluate(number), reached = new Set();
    let last = -1;
    for (let presses = 0; presses <= count + 5; presses += 1) {
      await page.keyboard.press('Tab');
      const {at, told, isMarked, isFree} = await page.evaluate(focused);
      if (at < 0 && told === undefined) break;
      if (at >= 0 && reached.has(at)) break;
      if (at < last) wrong.push(`${name(target)}: ${told} comes after what follows it`);
      if (!isMarked) wrong.push(`${name(target)}: nothing shows that ${told} has the focus`);
      if (!isFree) wrong.push(`${name(target)}: ${told} has the focus out of sight`);
      if (at >= 0) { reached.add(at); last = at; }
    }
    if (reached.size < count) {
      const missed = await page.evaluate(seen => globalThis.controls.filter((_, at) => !seen.includes(at)).map(it => it.outerHTML.slice(0, 80)), [...reached]);
      wrong.push(`${name(target)}: ${missed.length} of ${count} are never reached: ${missed.slice(0, 3).join(' ')}`);
    }
  });
  assert.equal(wrong.length, 0, `${wrong.length} faults:\n${wrong.slice(0, 40).join('\n')}`);
});

test('a fact opens with Enter, its links come next, Escape closes it and gives the focus back', async () => {
  const shared = await context(it, {viewport: phone}), page = await shared.newPage();
  await page.goto(it.server.url(templates('bundled').find(page => page.template === 'articles-one' && page.lang === 'en')));
  const fact = page.locator('button.fact').first();
  await fact.focus();
  await page.keyboard.press('Enter');
  const sheet = page.locator('[popover]:popover-open');
  assert.equal(await sheet.count(), 1);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.closest('[popover]') !== null), true, 'the focus goes into what opened');
  await page.keyboard.press('Escape');
  assert.equal(await sheet.count(), 0);
  assert.equal(await fact.evaluate(it => it === document.activeElement), true, 'the focus is back on the word');
  await shared.close();
});

test('a map as near or far as it goes keeps the focus and its keys, and comes nearer to its places', async () => {
  const shared = await context(it, {viewport: phone}), page = await shared.newPage();
  await page.goto(it.server.url(templates('bundled').find(page => page.template === 'map' && page.lang === 'en')));
  const nearer = page.locator('.zoom button').first(), focus = () => nearer.evaluate(it => it === document.activeElement);
  const view = () => page.locator('svg.map .view').first().getAttribute('transform');
  await nearer.focus();
  for (let presses = 0; presses < 5; presses += 1) {
    await page.keyboard.press('Enter');
    assert.ok(await focus(), 'the focus stays on the button');
    const isPlace = await page.evaluate(() => {
      const map = [...document.querySelectorAll('svg.map')].find(it => it.getClientRects().length), box = map.getBoundingClientRect();
      return [...map.querySelectorAll('.site .mark')].some(mark => {
        const {left, right, top, bottom} = mark.getBoundingClientRect();
        return Math.hypot((left + right) / 2 - (box.left + box.width / 2), (top + bottom) / 2 - (box.top + box.height / 2)) < box.width / 4;
      });
    });
    assert.ok(isPlace, 'a place is in the middle');
  }
  assert.equal(await nearer.getAttribute('aria-disabled'), 'true');
  const nearest = await view();
  await page.keyboard.press('ArrowLeft');
  assert.notEqual(await view(), nearest, 'the arrow keys move');
  await page.keyboard.press('0');
  assert.match(await view(), /scale\(1\)/);
  assert.ok(await focus());
  await shared.close();
});

test('a date that the filter of the timeline does not understand is told beside its field', async () => {
  const shared = await context(it, {viewport: phone}), page = await shared.newPage();
  await page.goto(it.server.url(templates('bundled').find(page => page.template === 'timeline' && page.lang === 'en')));
  const told = async (from, to) => {
    await page.locator('[name=from]').fill(from);
    await page.locator('[name=to]').fill(to);
    await page.keyboard.press('Tab');
    return Promise.all(['from', 'to'].map(async name => {
      const field = page.locator(`[name=${name}]`), text = await page.locator(`#${await field.getAttribute('aria-describedby')}[role=status]`).textContent();
      assert.equal(await field.getAttribute('aria-invalid'), text ? 'true' : null, name);
      return text;
    }));
  };
  for (const date of ['7 October 2020', '7.10.2020', '2020/10', '2020-13', '2020-02-30']) {
    assert.match((await told(date, '')).join(''), /^From: .*2020-10-07/, date);
    assert.equal(await page.locator('[name=from]').inputValue(), date, 'nothing of it is cut off');
    assert.match((await told('', date)).join(''), /^Until: .*2020-10-07/, date);
  }
  assert.deepEqual(await told('2020-09', '2020-11-10'), ['', '']);
  assert.match((await told('2021', '2020-10'))[1], /^Until: The end/);
  await page.locator('.filter button[type=reset]').click();
  await page.waitForFunction(() => !document.querySelector('.filter [aria-invalid]'));
  await shared.close();
});

test('the first stop leads over the head of the page to its text', async () => {
  const shared = await context(it, {viewport: phone}), page = await shared.newPage();
  await page.goto(it.server.url(list.find(page => page.template === 'home')));
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#main');
  assert.ok((await page.locator('.skip').boundingBox()).y >= 0, 'it is seen');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.closest('header.top')), null);
  await shared.close();
});
