// `detente serve` as a writer sees it: the page follows the file, keeps its place, and shows what is wrong until it is mended.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {createInterface} from 'node:readline';
import {context, opened} from './support/browser.mjs';
import {repository} from './support/site.mjs';

const it = opened();
let root, child, base, article, text;

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'detente-serve-'));
  cpSync(join(repository, 'tests/sites/estuary'), root, {recursive: true});
  // A folder that is there from the start is watched from the start.
  mkdirSync(join(root, 'static/style'), {recursive: true});
  const folder = join(root, 'content/articles');
  const name = readdirSync(folder).filter(name => /^[^.]+\.md$/.test(name)).sort()[0];
  article = join(folder, name);
  // Long enough to be scrolled.
  text = readFileSync(article, 'utf8') + '\nA line of the test.\n'.repeat(80);
  writeFileSync(article, text);
  child = spawn(process.env.DETENTE, ['serve', '--port', '0', '--root', root], {stdio: ['ignore', 'ignore', 'pipe']});
  base = await new Promise((done, fail) => {
    child.on('exit', () => fail(new Error('detente serve ended')));
    createInterface({input: child.stderr}).on('line', line => {
      const found = /^serving (\S+)/.exec(line);
      if (found) done(found[1]);
    });
  });
  base += `articles/${name.replace(/\.md$/, '')}/`;
});

after(() => {
  child?.removeAllListeners('exit');
  child?.kill();
  if (root) rmSync(root, {recursive: true, force: true});
});

/** A page that shows the article and hears of changes. */
const open = async shared => {
  const page = await shared.newPage();
  const listens = page.waitForResponse(response => response.url().includes('/__detente/events'));
  await page.goto(base);
  await listens;
  return page;
};

test('a saved text is shown where the reader was', async () => {
  const shared = await context(it), page = await open(shared);
  await page.evaluate(() => scrollTo(0, 700));
  writeFileSync(article, text.replace('A line of the test.', 'Another line of the test.'));
  await page.getByText('Another line of the test.').waitFor();
  await page.waitForFunction(() => scrollY === 700);
  writeFileSync(article, text);
  await page.getByText('Another line of the test.').waitFor({state: 'detached'});
  await shared.close();
});

test('a saved style is shown and the page is not loaded anew', async () => {
  const shared = await context(it), page = await open(shared);
  await page.evaluate(() => { window.marked = true; });
  writeFileSync(join(root, 'static/style/99-own.css'), 'body { outline: 3px solid rgb(1, 2, 3) }');
  await page.waitForFunction(() => getComputedStyle(document.body).outlineColor === 'rgb(1, 2, 3)');
  assert.equal(await page.evaluate(() => window.marked), true);
  await shared.close();
});

test('what is wrong stands over the page with its line, opens in the editor, and goes when it is mended', async () => {
  const shared = await context(it), page = await open(shared);
  const found = page.locator('details.deny');
  assert.equal(await found.count(), 0);
  writeFileSync(article, text.replace('A line of the test.', 'By [[nobody-at-all]].'));
  await found.waitFor();
  const line = text.slice(0, text.indexOf('A line of the test.')).split('\n').length;
  const shown = await found.innerText();
  assert.ok(shown.includes('nobody-at-all') && shown.includes('^'), `the line and what is wrong in it: ${shown}`);
  assert.equal(await found.locator('a').first().getAttribute('href'), `vscode://file${article}:${line}:6`);
  writeFileSync(article, text);
  await found.waitFor({state: 'detached'});
  await page.getByText('A line of the test.').first().waitFor();
  await shared.close();
});
