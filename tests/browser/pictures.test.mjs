// Pictures of each template for the eye: phone and desktop, light and dark, into `target/pictures` or $DETENTE_PICTURES.
import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {desktop, opened, over, phone, visit} from './support/browser.mjs';
import {isMeant, repository, templates} from './support/site.mjs';

const it = opened();
const target = process.env.DETENTE_PICTURES ?? join(process.env.CARGO_TARGET_DIR ?? join(repository, 'target'), 'pictures');
// The originals of the bundled site, and a few pages of other scripts and directions.
const few = new Set(['home', 'articles-one', 'timeline', 'actors-one', 'figures', 'search']);
const list = [
  ...templates('bundled').filter(page => page.lang === 'en'),
  ...templates('estuary').filter(page => page.lang === 'ar' && few.has(page.template)),
  ...templates('scripts').filter(page => page.lang !== 'ar' && few.has(page.template)),
].filter(isMeant);
const tallest = 2600;

mkdirSync(target, {recursive: true});
for (const [size, viewport] of Object.entries({phone, desktop})) {
  test(`pictures of every template on a ${size}`, async t => {
    let taken = 0;
    await over(it, list, {viewport}, async (page, of) => {
      await visit(it, page, of);
      const {height} = await page.evaluate(() => ({height: document.documentElement.scrollHeight}));
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({colorScheme, reducedMotion: 'reduce'});
        const path = join(target, `${of.site}-${of.template}-${of.lang}-${size}-${colorScheme}.png`);
        const bytes = await page.screenshot({path, fullPage: true, clip: {x: 0, y: 0, width: viewport.width, height: Math.min(height, tallest)}});
        assert.ok(bytes.length > 5000, `${path} is blank`);
        taken += 1;
      }
    });
    assert.equal(taken, list.length * 2);
    t.diagnostic(`| ${taken} pictures in ${target}`);
  });
}
