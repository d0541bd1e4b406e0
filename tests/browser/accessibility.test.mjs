// axe-core finds nothing on any template, in each language, light and dark; colours keep their distance in both themes.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import axe from 'axe-core';
import {context, desktop, opened, over, phone, visit} from './support/browser.mjs';
import {everyTemplate, name, templates} from './support/site.mjs';

const it = opened();
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const colours = ['color-contrast', 'link-in-text-block'];

/** What axe finds on pages, each "page: rule: element". */
const found = async (list, options, run) => {
  const wrong = [];
  const prepare = shared => shared.addInitScript(axe.source);
  await over(it, list, {...options, prepare}, async (page, target) => {
    await visit(it, page, target);
    const {violations, passes} = await page.evaluate(run => globalThis.axe.run(document, {...run, resultTypes: ['violations']}), run);
    assert.ok(passes.length > 0, `axe checked nothing on ${name(target)}`);
    for (const {id, nodes} of violations) {
      const more = nodes.length > 1 ? ` and ${nodes.length - 1} more` : '';
      wrong.push(`${name(target)}: ${id}: ${nodes[0].target.join(' ')}: ${nodes[0].failureSummary?.split('\n')[1]?.trim() ?? ''}${more}`);
    }
  });
  return wrong;
};

test('axe finds nothing on any template in any language, on a phone in the light', async () => {
  assert.deepEqual(await found(everyTemplate(), {viewport: phone, colorScheme: 'light'}, {runOnly: standards}), []);
});

// In the dark only the colours are others, in every language the same; on a desktop the sources beside the text are shown too.
test('axe finds nothing in the colours of any template, on a desktop in the dark', async () => {
  const list = everyTemplate().filter(page => ['en', 'fr', 'ar', 'hy'].includes(page.lang));
  assert.deepEqual(await found(list, {viewport: desktop, colorScheme: 'dark'}, {runOnly: {type: 'rule', values: colours}}), []);
});

test('axe finds nothing in what opens from a text', async () => {
  const shared = await context(it);
  await shared.addInitScript(axe.source);
  const page = await shared.newPage();
  await page.goto(it.server.url(templates('bundled').find(page => page.template === 'articles-one')));
  const wrong = [];
  for (const kind of ['figure', 'place', 'term']) {
    const button = page.locator(`.fact-${kind}`).first();
    if (await button.count() === 0) continue;
    await button.click();
    const violations = await page.evaluate(async () => (await globalThis.axe.run('[popover]:popover-open')).violations);
    wrong.push(...violations.map(({id, nodes}) => `${kind}: ${id}: ${nodes[0].html}`));
    await page.keyboard.press('Escape');
  }
  assert.deepEqual(wrong, []);
  await shared.close();
});

/** The colours of the theme as numbers, by the names of their custom properties. */
const tokens = async options => {
  const shared = await context(it, options), page = await shared.newPage();
  await page.goto(it.server.url(templates('bundled').find(page => page.template === 'home')));
  const values = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('p'));
    const value = name => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number);
    };
    const names = ['paper', 'sheet', 'mark', 'ink', 'quiet', 'accent', 'doubt', 'control', 'side-1', 'side-2'];
    return Object.fromEntries(names.map(name => [name, value(name)]));
  });
  await shared.close();
  return values;
};
const luminance = colour => {
  const [r, g, b] = colour.map(c => c / 255).map(c => (c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4));
  return .2126 * r + .7152 * g + .0722 * b;
};
const ratio = (a, b) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + .05) / (low + .05);
};

for (const colorScheme of ['light', 'dark']) {
  test(`in the ${colorScheme}, text stands out by 4.5 to 1, marks by 3 to 1, and no side more than the other`, async () => {
    const of = await tokens({colorScheme}), wrong = [];
    const check = (names, grounds, least) => {
      for (const name of names) for (const ground of grounds) {
        const found = ratio(of[name], of[ground]);
        if (found < least) wrong.push(`${name} on ${ground}: ${found.toFixed(2)}`);
      }
    };
    check(['ink', 'quiet', 'accent', 'doubt'], ['paper', 'sheet', 'mark'], 4.5);
    check(['control', 'side-1', 'side-2'], ['paper', 'sheet'], 3);
    assert.deepEqual(wrong, []);
    const sides = ['side-1', 'side-2'].map(name => ratio(of[name], of.paper));
    assert.ok(Math.max(...sides) / Math.min(...sides) < 1.2, `the sides stand out by ${sides.map(n => n.toFixed(2)).join(' and ')}`);
  });
}

test('who asks for more contrast gets 7 to 1', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const of = await tokens({colorScheme, contrast: 'more'});
    for (const name of ['ink', 'quiet', 'accent', 'doubt']) assert.ok(ratio(of[name], of.paper) >= 7, `${name} in the ${colorScheme}`);
  }
});
