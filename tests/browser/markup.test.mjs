// Every page of every site is valid HTML by the recommended rules of html-validate.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {HtmlValidate} from 'html-validate';
import {name, pages, sites} from './support/site.mjs';

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    // Anchors are made from ids and dates, and from headings in any script; HTML allows every character but a space.
    'valid-id': ['error', {relaxed: true}],
    // It counts `&quot;` as six characters; we count as readers do.
    'long-title': 'off',
  },
});

for (const site of sites) {
  test(`every page of ${site} is valid`, async () => {
    const wrong = [];
    for (const page of pages(site)) {
      const title = /<title>(.*?)<\/title>/s.exec(page.text)[1].replace(/&#?\w+;/g, '.');
      if ([...title].length > 70) wrong.push(`${name(page)}: the title has ${[...title].length} characters`);
      const report = await validator.validateString(page.text, page.path);
      for (const {messages} of report.results) {
        for (const {ruleId, message, line, column} of messages) wrong.push(`${name(page)}:${line}:${column}: ${ruleId}: ${message}`);
      }
    }
    assert.equal(wrong.length, 0, `${wrong.length} errors:\n${wrong.slice(0, 40).join('\n')}`);
  });
}
