// The four pictures of the README, by hand when the theme has changed: `node tests/browser/showcase.mjs`, after tests/browser/run has built the sites.
import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {chromium} from 'playwright-core';
import {executable, flags, phone} from './support/browser.mjs';
import {serve} from './support/server.mjs';
import {repository} from './support/site.mjs';

const size = {width: 1200, height: 860};
const browser = await chromium.launch({executablePath: executable(), args: flags});
const server = await serve();

/** A picture of a page as `arrange` leaves it. */
const picture = async (path, options, arrange = async () => {}) => {
  const page = await browser.newPage({viewport: size, reducedMotion: 'reduce', ...options});
  await page.goto(server.url({site: 'bundled', path}), {waitUntil: 'load'});
  await arrange(page);
  const bytes = await page.screenshot();
  await page.close();
  return bytes;
};
const scrollTo = selector => page => page.locator(selector).first().evaluate(it => it.scrollIntoView({block: 'start'}));

/** Writes a picture with few colours, as drawings and letters need no more. */
const write = (name, bytes) => {
  const target = join(repository, 'tests/pictures', `${name}.png`);
  execFileSync('convert', ['png:-', '-strip', '-dither', 'None', '-colors', '128', '-define', 'png:compression-level=9', `PNG8:${target}`], {input: bytes});
};

const phones = [];
for (const [path, colorScheme, arrange] of [['', 'light'], ['', 'light', scrollTo('#figures')], ['figures/nk-mod-military-dead/', 'dark', scrollTo('section figure')]]) {
  phones.push(await picture(path, {viewport: {...phone, height: size.height}, colorScheme}, arrange));
}
const sheet = await browser.newPage({viewport: size});
const images = phones.map(bytes => `<img src="data:image/png;base64,${bytes.toString('base64')}" width="390">`).join('');
await sheet.setContent(`<body style="margin: 0; display: flex; justify-content: space-between; background: #d8d2c5">${images}`);
write('phone', await sheet.screenshot());

write('article', await picture('articles/what-happened-after/', {}, async page => {
  const fact = page.locator('button.fact-figure').nth(1);
  await fact.evaluate(it => it.scrollIntoView({block: 'center'}));
  await fact.click();
}));
write('timeline', await picture('timeline/', {}));
write('actor', await picture('actors/azerbaijan/', {colorScheme: 'dark'}, scrollTo('#s-ties')));

await browser.close();
await server.close();
