// From 320 to 2560 px, at 400 % zoom, with wider text and from right to left: nothing sticks out, is cut off or lies over another.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {context, opened, over, visit} from './support/browser.mjs';
import {everyTemplate, name, pages} from './support/site.mjs';

const it = opened();

/** Runs in the page: what is wrong with where things are. */
const faults = ({drawings = true} = {}) => {
  const wide = document.documentElement.clientWidth, wrong = [];
  const tell = element => {
    const classes = typeof element.className === 'string' && element.className ? '.' + element.className.split(' ')[0] : '';
    return `<${element.tagName.toLowerCase()}${classes}> ${JSON.stringify(element.textContent.trim().slice(0, 40))}`;
  };
  // What scrolls by itself, and can be reached, may be wider than the window; what is hidden from the eye may be anywhere.
  const scrolls = element => element.closest('.scroll, .prose > table, [data-scrolls]');
  const isHidden = element => {
    for (let it = element; it; it = it.parentElement) {
      const style = getComputedStyle(it);
      if (style.position === 'absolute' && (style.clipPath !== 'none' || parseFloat(style.insetBlockStart) < -40)) return true;
      // Chromium gives boxes to text of a drawing that is not displayed.
      if (style.display === 'none' || style.visibility === 'hidden' || style.fontSize === '0px') return true;
    }
    return !element.checkVisibility();
  };
  if (document.scrollingElement.scrollWidth > wide) wrong.push(`the page scrolls sideways by ${document.scrollingElement.scrollWidth - wide} px`);
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim()) continue;
    const element = node.parentElement;
    if (element.closest(drawings ? 'script, style, [popover], title, desc' : 'script, style, [popover], svg') || isHidden(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const isFree = !scrolls(element);
    for (const rect of range.getClientRects()) {
      if (rect.width < 1 || rect.height < 1) continue;
      // A drawing is as wide as its words may need; its text counts like any other.
      if (isFree && (rect.right > wide + 1 || rect.left < -1)) wrong.push(`out of the window: ${tell(element)}`);
      texts.push({element, left: rect.left, right: rect.right, top: rect.top + scrollY, bottom: rect.bottom + scrollY});
    }
  }
  for (const element of document.querySelectorAll('main *, header *, footer *')) {
    const style = getComputedStyle(element);
    if (!/hidden|clip/.test(style.overflowX + style.overflowY) || isHidden(element) || element.closest('svg')) continue;
    if (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1) wrong.push(`cut off: ${tell(element)}`);
  }
  for (const element of document.querySelectorAll('input, select, button:not(.fact), textarea, img, svg')) {
    if (isHidden(element) || scrolls(element) || element.parentElement.closest('svg')) continue;
    const rect = element.getBoundingClientRect();
    if (rect.width && (rect.right > wide + 1 || rect.left < -1)) wrong.push(`out of the window: ${tell(element)}`);
  }
  // Boxes of text are higher than letters; two lie over each other when their inner parts do.
  texts.sort((a, b) => a.top - b.top);
  for (const [at, a] of texts.entries()) {
    const inner = (a.bottom - a.top) * .3;
    for (let next = at + 1; next < texts.length && texts[next].top < a.bottom; next += 1) {
      const b = texts[next];
      const height = Math.min(a.bottom - inner, b.bottom - (b.bottom - b.top) * .3) - Math.max(a.top + inner, b.top + (b.bottom - b.top) * .3);
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const isSame = a.element === b.element || a.element.closest('.cite') || b.element.closest('.cite') || scrolls(a.element) || scrolls(b.element);
      if (height > 1 && width > 2 && !isSame) wrong.push(`over each other: ${tell(a.element)} and ${tell(b.element)}`);
    }
  }
  return [...new Set(wrong)].slice(0, 6);
};

/** Looks at pages in windows of these sizes. */
const look = async (list, sizes, {arrange = async () => {}, ...what} = {}) => {
  const wrong = [];
  await over(it, list, {}, async (page, target) => {
    await page.setViewportSize({width: sizes[0][0], height: sizes[0][1]});
    await visit(it, page, target);
    await arrange(page);
    for (const [width, height] of sizes) {
      await page.setViewportSize({width, height});
      wrong.push(...(await page.evaluate(faults, what)).map(line => `${name(target)} at ${width} px: ${line}`));
    }
  });
  assert.equal(wrong.length, 0, `${wrong.length} faults:\n${wrong.slice(0, 60).join('\n')}`);
};

const all = everyTemplate();

test('the test of layout sees what sticks out and what lies over another', async () => {
  const shared = await context(it), page = await shared.newPage();
  await page.setContent(`<body style="overflow-x: clip"><main><p style="width: 600px">${'long words '.repeat(20)}</p>
    <p style="position: relative; height: 20px"><b style="position: absolute; left: 0">one</b><i style="position: absolute; left: 4px">two</i></p>
    <div style="width: 50px; overflow: hidden; white-space: nowrap">cut off at the end</div></main>`);
  const found = await page.evaluate(faults);
  for (const fault of ['out of the window', 'over each other', 'cut off']) assert.ok(found.some(line => line.startsWith(fault)), `${fault}: ${found}`);
  await shared.close();
});

test('every template fits windows of 320 to 2560 px, and 400 % zoom', async () => {
  // 1280 by 1024 at 400 % is 320 by 256.
  await look(all, [[320, 256], [390, 844], [768, 1024], [1280, 800], [2560, 1440]]);
});

test('every template bears wider lines, letters and words', async () => {
  // The distances of WCAG 1.4.12, in a sheet that no policy forbids. What is lettered in a drawing stands in the list beside it too.
  const widen = page => page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important}
      p {margin-block-end: 2em !important}`);
    document.adoptedStyleSheets = [sheet];
  });
  await look(all.filter(page => page.site !== 'scripts'), [[320, 640], [1280, 800]], {arrange: widen, drawings: false});
});

test('every template bears letters of twice the size on a phone', async () => {
  const enlarge = page => page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('html {font-size: 200% !important}');
    document.adoptedStyleSheets = [sheet];
  });
  const wrong = [];
  await over(it, all.filter(page => page.lang === 'en' || page.site !== 'bundled'), {viewport: {width: 360, height: 800}}, async (page, target) => {
    await visit(it, page, target);
    await enlarge(page);
    const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
    if (wide > 360) wrong.push(`${name(target)}: ${wide} px`);
  });
  assert.deepEqual(wrong, []);
});

test('a day without a count keeps its columns, on a phone as on a desktop', async () => {
  const target = pages('bundled').find(page => page.lang === 'en' && page.text.includes('<tr class="gap">'));
  const shared = await context(it), page = await shared.newPage();
  await visit(it, page, target);
  for (const width of [360, 1280]) {
    await page.setViewportSize({width, height: 800});
    const wrong = await page.evaluate(() => [...document.querySelectorAll('tr.gap')].flatMap(row => {
      const [day, count, notes] = [...row.children].map(cell => cell.getBoundingClientRect());
      const isNarrow = getComputedStyle(row).display === 'grid';
      const isApart = isNarrow ? day.bottom <= count.top + 1 && count.bottom <= notes.top + 1 : day.right <= count.left + 1 && count.right <= notes.left + 1;
      const isAligned = [...row.children].every(cell => getComputedStyle(cell).textAlign === 'start') && (!isNarrow || Math.abs(count.left - notes.left) < 1);
      return isApart && isAligned ? [] : [row.textContent.trim()];
    }));
    assert.deepEqual(wrong, [], `at ${width} px`);
  }
  await shared.close();
});

test('what opens beside a word leaves the word in sight', async () => {
  const target = pages('bundled').find(page => page.path === 'articles/seven-october-2020/');
  const shared = await context(it, {viewport: {width: 1280, height: 720}}), page = await shared.newPage();
  await visit(it, page, target);
  const covered = [];
  for (const fact of await page.locator('button.fact').all()) {
    await fact.evaluate(element => element.scrollIntoView({block: 'center', behavior: 'instant'}));
    await fact.click();
    const wrong = await fact.evaluate(element => {
      const opened = document.querySelector('[popover]:popover-open').getBoundingClientRect();
      const isCovered = ({left, right, top, bottom}) => opened.left < right - 1 && opened.right > left + 1 && opened.top < bottom - 1 && opened.bottom > top + 1;
      const isOut = opened.top < -1 || opened.bottom > innerHeight + 1;
      return [...element.getClientRects()].some(isCovered) || isOut ? element.textContent : null;
    });
    if (wrong) covered.push(wrong);
    await page.keyboard.press('Escape');
  }
  assert.deepEqual(covered, []);
  await shared.close();
});

test('in a reference from right to left the day stands beside its month', async () => {
  const shared = await context(it), page = await shared.newPage();
  await visit(it, page, pages('estuary').find(page => page.path === 'ar/sources/'));
  const {count, torn} = await page.evaluate(() => {
    const torn = [];
    let count = 0;
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      // "21 June": the day follows a title in Latin letters.
      const found = node.parentElement.closest('.reference') && /(\d+) (\p{Script=Arabic}+)/u.exec(node.data);
      if (!found) continue;
      const rect = (from, to) => {
        const range = document.createRange();
        range.setStart(node, from);
        range.setEnd(node, to);
        return range.getBoundingClientRect();
      };
      const day = rect(found.index, found.index + found[1].length), month = rect(found.index + found[0].length - found[2].length, found.index + found[0].length);
      count += 1;
      if (Math.abs(day.top - month.top) < 8 && Math.abs(day.left - month.right) > day.height) torn.push(node.parentElement.textContent);
    }
    return {count, torn};
  });
  assert.ok(count > 3, `${count} days`);
  assert.deepEqual(torn, []);
  await shared.close();
});

test('pages from right to left begin at the right', async () => {
  const wrong = [];
  const arabic = all.filter(page => page.lang === 'ar');
  assert.ok(arabic.length > 5, `${arabic.length} pages are in Arabic`);
  await over(it, arabic, {}, async (page, target) => {
    await visit(it, page, target);
    const {direction, left, right, wide} = await page.evaluate(() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector('.sections li'));
      const rect = range.getBoundingClientRect();
      return {direction: getComputedStyle(document.body).direction, left: rect.left, right: rect.right, wide: document.documentElement.clientWidth};
    });
    if (direction !== 'rtl' || wide - right > left) wrong.push(`${name(target)}: ${direction}, ${left} to ${right} of ${wide}`);
  });
  assert.deepEqual(wrong, []);
});

test('an anchor is not hidden under what stays at the top', async () => {
  const wrong = [];
  await over(it, all.filter(page => page.site === 'bundled' && page.lang === 'en'), {viewport: {width: 390, height: 640}}, async (page, target) => {
    await visit(it, page, target);
    const hidden = await page.evaluate(async () => {
      const anchors = [...document.querySelectorAll('main [id]:not([popover], svg *, script)')].filter(it => it.checkVisibility());
      const chosen = [...new Set([anchors[0], anchors[anchors.length >> 1], anchors.at(-1)])].filter(Boolean);
      const found = [];
      for (const element of chosen) {
        location.hash = element.id;
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
        const {top, left, width} = element.getBoundingClientRect();
        const over = document.elementFromPoint(Math.min(left + width / 2, innerWidth - 2), Math.max(top, 0) + 4);
        if (over && !element.contains(over) && !over.contains(element)) found.push(`#${element.id} under <${over.tagName} ${over.className}>`);
      }
      return found;
    });
    wrong.push(...hidden.map(line => `${name(target)}: ${line}`));
  });
  assert.deepEqual(wrong, []);
});
