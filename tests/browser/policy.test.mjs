// The Content-Security-Policy that hosts are told to send is enforced, and no page runs against it.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {context, opened, over, visit} from './support/browser.mjs';
import {everyTemplate, name, templates, whenLoaded} from './support/site.mjs';

const it = opened();

/** Listens before anything of the page is read. */
const listen = shared => shared.addInitScript(() => {
  globalThis.violations = [];
  document.addEventListener('securitypolicyviolation', event => {
    globalThis.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile ?? ''}:${event.lineNumber}`);
  });
});

test('no page breaks its policy or says an error', async () => {
  const wrong = [];
  await over(it, everyTemplate(), {prepare: listen}, async (page, target) => {
    const said = [];
    const hear = message => {
      const isMissingPage = target.template === '404' && message.location().url === it.server.url(target);
      if (message.type() === 'error' && !isMissingPage) said.push(message.text());
    };
    const fail = error => said.push(error.message);
    page.on('console', hear).on('pageerror', fail);
    const response = await visit(it, page, target, whenLoaded(target));
    const policy = (await response.allHeaders())['content-security-policy'] ?? '';
    if (!policy.startsWith("default-src 'none'") || /unsafe|https?:|\*/.test(policy)) said.push(`the policy is ${JSON.stringify(policy)}`);
    said.push(...await page.evaluate(() => globalThis.violations));
    page.off('console', hear).off('pageerror', fail);
    wrong.push(...said.map(line => `${name(target)}: ${line}`));
  });
  assert.deepEqual(wrong, []);
});

test('the policy stops a script and a style in the page, and a picture from elsewhere', async () => {
  const shared = await context(it);
  await listen(shared);
  const page = await shared.newPage();
  await page.goto(it.server.url(templates('bundled').find(page => page.template === 'home')));
  const {ran, violations} = await page.evaluate(async () => {
    const add = (name, fields) => document.body.append(Object.assign(document.createElement(name), fields));
    add('script', {textContent: 'globalThis.ran = true'});
    add('style', {textContent: 'body {color: red}'});
    add('img', {src: 'http://elsewhere.invalid/picture.png'});
    document.body.setAttribute('style', 'color: red');
    await new Promise(done => setTimeout(done, 100));
    return {ran: globalThis.ran ?? false, violations: globalThis.violations.map(line => line.split(' ')[0]).sort()};
  });
  assert.equal(ran, false);
  assert.deepEqual([...new Set(violations)], ['img-src', 'script-src-elem', 'style-src-attr', 'style-src-elem']);
  await shared.close();
});
