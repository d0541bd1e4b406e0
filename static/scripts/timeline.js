// The filter of the timeline: what is chosen stands in the address; the index beside the page tells which events match.
// Its files are scripts that call detenteTimeline(name, data), so that they load from a disk as from a server.
(() => {
  'use strict';
  const arriving = {}, files = {}, CHOICES = ['phase', 'actor', 'place', 'type'], FIELDS = ['q', ...CHOICES, 'importance', 'from', 'to'];
  const page = document.getElementById('filter');
  const script = (src, data = {}) => new Promise((done, fail) => {
    const element = Object.assign(document.createElement('script'), {src, onload: done, onerror: () => fail(new Error(src))});
    Object.assign(element.dataset ?? {}, data);
    document.head.append(element);
  });
  let root, version = '';
  const load = name => files[name] ??= new Promise((done, fail) => {
    arriving[name] = done;
    script('index/' + name + '.js' + version).catch(error => { delete files[name]; fail(error); });
  });
  const open = async () => {
    if (root) return root;
    const data = await load('root');
    version = '?v=' + data.version;
    return root = data;
  };

  // Terms: words and choices, in shards by their order.
  const shard = key => {
    let low = 0, high = root.terms.length;
    while (low < high) {
      const middle = low + high >> 1;
      if (root.terms[middle] <= key) low = middle + 1; else high = middle;
    }
    return Math.max(low - 1, 0);
  };
  const take = (found, postings) => {
    let rank = 0;
    for (const step of postings.split(',')) found.add(rank += parseInt(step, 36));
  };
  const term = async key => {
    const found = new Set(), postings = root.terms.length ? (await load('t/' + shard(key)))[key] : undefined;
    if (postings) take(found, postings[1]);
    return found;
  };
  // A word is also found by its beginning, but for a single letter.
  const word = async key => {
    if ([...key].length < 2 || !root.terms.length) return term(key);
    const found = new Set(), last = shard(key + '\uffff');
    const numbers = Array.from({length: last - shard(key) + 1}, (_, at) => last - at);
    for (const terms of await Promise.all(numbers.map(number => load('t/' + number)))) {
      for (const other of Object.keys(terms)) if (other.startsWith(key) && !other.includes(':')) take(found, terms[other][1]);
    }
    return found;
  };

  // Days: "1994", "1994-05", "1994-05-12" → the first or the last day of it, since 1970; NaN of what is no date.
  const day = (text, isEnd) => {
    const parts = /^(-?\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text.trim());
    if (!parts) return NaN;
    const [year, month = isEnd ? 12 : 1, date = 1] = parts.slice(1).map(part => part && Number(part));
    const of = new Date(0);
    of.setUTCFullYear(year, month - 1, date);
    if (of.getUTCMonth() !== month - 1 || of.getUTCDate() !== date) return NaN;
    if (isEnd && !parts[3]) of.setUTCMonth(month, 0);
    return Math.round(of / 864e5);
  };
  // Events that may have been within these days.
  const within = async (from, to) => {
    const [steps, lengths] = await load('days'), found = new Set();
    let first = 0;
    steps.forEach((step, rank) => {
      if (step !== null) first += step;
      const begins = step === null ? -Infinity : first, ends = lengths[rank] === null ? Infinity : lengths[rank] + (step === null ? 0 : first);
      if (!(begins > to) && !(ends < from)) found.add(rank);
    });
    return found;
  };

  // The ranks of all events that match, in order; null where nothing is chosen.
  const find = async (chosen, wordsOf) => {
    await open();
    const sets = [];
    for (const name of CHOICES) if (chosen[name]) sets.push(term(name + ':' + chosen[name]));
    if (chosen.importance) {
      const levels = [1, 2, 3, 4, 5].filter(level => level >= chosen.importance).map(level => term('level:' + level));
      sets.push(Promise.all(levels).then(all => new Set(all.flatMap(set => [...set]))));
    }
    if (chosen.q?.trim()) for (const {key} of await wordsOf(chosen.q)) sets.push(word(key));
    const from = day(chosen.from ?? ''), to = day(chosen.to ?? '', true);
    if (from === from || to === to) sets.push(within(from, to));
    if (!sets.length) return null;
    const [first, ...others] = (await Promise.all(sets)).sort((a, b) => a.size - b.size);
    return [...first].filter(rank => others.every(set => set.has(rank))).sort((a, b) => a - b);
  };
  globalThis.detenteTimeline = Object.assign((name, data) => arriving[name](data), {open, find, day});

  // The page
  if (!page) return;
  const form = page.querySelector('form'), status = page.querySelector('.answers'), list = page.querySelector('.answer-list');
  const more = page.querySelector('.more'), keys = page.querySelector('.keys'), isPart = 'part' in page.dataset;
  const runs = [...document.querySelectorAll('.run')], events = isPart ? [] : [...document.querySelectorAll('.run .event')];
  const say = JSON.parse(document.getElementById('timeline-data').textContent);
  const language = document.documentElement.lang, number = new Intl.NumberFormat(language), plural = new Intl.PluralRules(language);
  const SHOWN = 50;

  // Words are folded as the search folds them, by its own script, which comes when first needed.
  let folding;
  const wordsOf = async text => {
    folding ??= script(page.dataset.search, {index: page.dataset.home + 'search/'}).then(() => globalThis.detenteSearch.open());
    try { await folding; } catch (error) { folding = undefined; throw error; }
    return globalThis.detenteSearch.wordsOf(text);
  };

  for (const lists of page.querySelectorAll('[data-facet]')) {
    const select = form.elements[lists.dataset.facet];
    for (const item of lists.querySelectorAll('li')) {
      const [link, count] = item.children, option = new Option(`${link.textContent} (${count.textContent})`);
      option.value = link.getAttribute('href').split('#')[0].split('/').at(-2);
      if (link.lang) option.lang = link.lang;
      select.append(option);
    }
    lists.hidden = true;
  }
  form.hidden = keys.hidden = false;
  const chosen = () => Object.fromEntries(FIELDS.map(name => [name, form.elements[name]?.value.trim() ?? '']));
  const read = () => {
    const address = new URLSearchParams(location.search);
    for (const name of FIELDS) if (form.elements[name]) form.elements[name].value = address.get(name) ?? '';
  };
  const write = isStep => {
    const address = new URLSearchParams(Object.entries(chosen()).filter(([, value]) => value)).toString();
    if (address === location.search.slice(1)) return;
    // Without the anchor, which may be of an event that is no longer shown. Not every browser allows it for files.
    try { history[isStep ? 'pushState' : 'replaceState'](null, '', location.pathname + (address && '?' + address)); } catch { /* Then the address stays. */ }
  };

  // What is no date is told beside its field, and so is an end before the beginning.
  const check = () => {
    const {from, to} = chosen(), is = {from: day(from), to: day(to, true)};
    for (const [name, text] of [['from', from], ['to', to]]) {
      const field = form.elements[name], fault = document.getElementById('fault-' + name);
      const told = text && isNaN(is[name]) ? page.dataset.date : name === 'to' && is.from > is.to ? page.dataset.order : '';
      if (told) field.setAttribute('aria-invalid', 'true'); else field.removeAttribute('aria-invalid');
      // The examples run from left to right and break nowhere.
      const words = told.split(/(\d[\d-]+)/).map((part, at) => at % 2 ? create('bdi', 'number', part) : part);
      fault.replaceChildren(...told ? [field.labels[0].textContent.trim(), ': ', ...words] : []);
    }
  };

  const create = (name, classes, content, tongue) => {
    const element = document.createElement(name);
    if (classes) element.className = classes;
    if (tongue) { element.lang = tongue; element.dir = 'auto'; }
    element.append(content);
    return element;
  };
  const dots = Map.groupBy?.(document.querySelectorAll('.strip a'), dot => dot.getAttribute('href')) ?? new Map();
  let current = 0, found = null, shown = 0;
  // Where the page does not hold all events, those found are listed from the index.
  const showMore = async turn => {
    const ranks = found.slice(shown, shown + SHOWN);
    const heads = await Promise.all(ranks.map(rank => load('h/' + Math.floor(rank / root.heads))));
    if (turn !== current) return;
    const items = ranks.map((rank, at) => {
      const [url, title, titleLang, when, summary, textLang] = heads[at][rank % root.heads];
      const link = create('a', '', title, titleLang), item = create('li', 'event', create('p', 'when', when)), told = create('div', '', create('h3', 'title', link));
      link.href = page.dataset.root + url;
      if (summary) told.append(create('p', '', summary, textLang));
      item.append(told);
      return item;
    });
    shown += items.length;
    list.append(...items);
    more.hidden = shown >= found.length;
    return items[0];
  };
  const show = async turn => {
    const is = found && new Set(found);
    if (isPart) {
      shown = 0;
      list.replaceChildren();
      list.hidden = !found?.length;
      more.hidden = true;
      for (const run of runs) run.hidden = Boolean(found);
      if (found) await showMore(turn);
      return;
    }
    events.forEach((event, rank) => {
      event.hidden = is ? !is.has(rank) : false;
      for (const dot of dots.get('#' + event.id) ?? []) dot.classList.toggle('out', event.hidden);
    });
    for (const run of runs) run.hidden = !run.querySelector('.event:not([hidden])');
  };
  const apply = async () => {
    const turn = ++current;
    check();
    const slow = setTimeout(() => { if (turn === current) status.textContent = say.search_loading; }, 400);
    try {
      const answer = Object.values(chosen()).some(Boolean) ? await find(chosen(), wordsOf) : null;
      if (turn !== current) return;
      const isSame = !found && !answer;
      found = answer;
      if (!isSame) await show(turn);
      if (turn !== current) return;
      const forms = say.filter_found, gaps = {n: number.format(found?.length ?? 0), total: number.format(root?.events ?? 0)};
      const text = !found ? '' : found.length ? forms[plural.select(found.length)] ?? forms.other ?? forms : say.filter_none;
      status.textContent = text.replace(/\{(\w+)\}/g, (_, name) => gaps[name]);
    } catch {
      if (turn === current) status.textContent = say.filter_failed;
      for (const lists of page.querySelectorAll('[data-facet]')) lists.hidden = false;
    } finally {
      clearTimeout(slow);
    }
  };

  let pause;
  form.addEventListener('submit', event => { event.preventDefault(); write(true); apply(); });
  form.addEventListener('change', event => {
    if (event.target.name === 'q') return;
    write(true);
    apply();
  });
  form.addEventListener('input', event => {
    if (event.target.name !== 'q' || event.isComposing) return;
    clearTimeout(pause);
    pause = setTimeout(() => { write(false); apply(); }, 200);
  });
  form.addEventListener('reset', () => setTimeout(() => { write(true); apply(); }));
  addEventListener('popstate', () => { read(); apply(); });
  more.addEventListener('click', async () => {
    try { (await showMore(current))?.querySelector('a').focus(); } catch { status.textContent = say.filter_failed; }
  });
  // An address that names an event shows it, whatever is chosen.
  const aim = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target?.closest('.run') || !target.closest('[hidden]')) return;
    for (const name of FIELDS) if (form.elements[name]) form.elements[name].value = '';
    try { history.replaceState(null, '', location.pathname + location.hash); } catch { /* Then the address stays. */ }
    found = null;
    check();
    show(++current);
    status.textContent = '';
    target.scrollIntoView();
  };
  addEventListener('hashchange', aim);

  // Keys work where an event has the focus, so that they take nothing from anyone else.
  const stops = () => [...document.querySelectorAll('.run:not([hidden]) .event:not([hidden]) .title a, .answer-list:not([hidden]) .title a')];
  const firstOfRun = (at, step, all) => {
    const run = link => link.closest('.run');
    for (let next = at + step; all[next]; next += step) {
      if (run(all[next]) === run(all[at])) continue;
      return all.find(link => run(link) === run(all[next]));
    }
  };
  document.addEventListener('keydown', event => {
    const step = {ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, J: 1, K: -1}[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || !event.target.matches?.('.event .title a')) return;
    const all = stops(), at = all.indexOf(event.target), next = event.shiftKey ? firstOfRun(at, step, all) : all[at + step];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus({preventScroll: true});
    next.closest('.event').scrollIntoView({block: 'center'});
  });
  keys.querySelector('button').addEventListener('click', () => {
    const all = stops(), top = all.find(link => link.getBoundingClientRect().top > 0) ?? all[0];
    top?.focus({preventScroll: true});
    top?.closest('.event').scrollIntoView({block: 'center'});
  });

  read();
  if (Object.values(chosen()).some(Boolean)) apply();
})();
