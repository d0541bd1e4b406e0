// The search page: reads the index that lies beside it, a few small files a query, and shows what is found while one types.
// The index is scripts that call detenteSearch(name, data), so that it loads from a disk as from a server.
(() => {
  'use strict';
  const arriving = {}, files = {}, folder = document.currentScript?.dataset.index ?? '';
  let root, version = '';

  const load = name => files[name] ??= new Promise((done, fail) => {
    const script = document.createElement('script');
    arriving[name] = done;
    script.onerror = () => { delete files[name]; fail(new Error(name)); };
    script.src = folder + name + '.js' + version;
    document.head.append(script);
  });

  // Words: the same as src/search/fold.rs, by the tables that come with the index.
  let tables;
  const ranges = list => list.map(([a, b]) => `\\u{${a.toString(16)}}-\\u{${b.toString(16)}}`).join('');
  const table = map => {
    const keys = Object.keys(map).sort((a, b) => b.length - a.length);
    const all = new RegExp(keys.join('|'), 'gu');
    return text => text.replace(all, found => map[found]);
  };
  const prepare = t => {
    const dropped = ranges(t.dropped);
    return {
      ...t,
      written: new RegExp(`[\\p{L}\\p{N}\\p{M}${dropped}]+`, 'gu'),
      dropped: new RegExp(`[${dropped}]|[^\\p{L}\\p{N}\\p{M}]`, 'gu'),
      runs: new RegExp(`[${ranges(t.unspaced)}]+|[^${ranges(t.unspaced)}]+`, 'gu'),
      isUnspaced: new RegExp(`[${ranges(t.unspaced)}]`, 'u'),
      digit: c => {
        const zero = t.zeros.find(zero => c.codePointAt() >= zero && c.codePointAt() < zero + 10);
        return zero ? String(c.codePointAt() - zero) : c;
      },
      folded: table(t.folded), letters: table(t.letters), spellings: table(t.spellings), sounds: table(t.sounds),
    };
  };
  const fold = word => tables.folded(word.normalize('NFKD').toLowerCase())
    .replace(tables.dropped, '').replace(/\p{Nd}/gu, tables.digit);
  const skeleton = form => {
    const article = tables.articles.find(it => form.startsWith(it) && [...form.slice(it.length)].length > 2) ?? '';
    const key = tables.spellings(tables.letters(form.slice(article.length))).replace(/(\P{N})\1+/gu, '$1');
    return key || form;
  };
  const sound = key => {
    if (!/^[a-z]+$/.test(key)) return '';
    const rest = (/^[aeiou]/.test(key) ? 'a' : '') + tables.sounds(key).replace(/h+$/, '');
    return rest.length > 1 ? '~' + rest : '';
  };
  const wordsOf = written => (fold(written).match(tables.runs) ?? []).flatMap(run => {
    const all = [...run];
    if (!tables.isUnspaced.test(run)) return [all.slice(0, tables.longest).join('')];
    return all.length < 2 ? [run] : all.slice(1).map((c, at) => all[at] + c);
  }).map(form => ({form, key: skeleton(form)}));

  // The index
  const open = async () => {
    if (root) return;
    const data = await load('root');
    version = '?v=' + data.version;
    tables = prepare(data.tables);
    data.kind = [], data.year = [];
    for (const [kind, years] of data.runs) {
      for (const [year, count] of years) {
        for (let n = 0; n < count; n++) { data.kind.push(kind); data.year.push(year); }
      }
    }
    root = data;
  };
  const shard = (borders, key) => {
    let low = 0, high = borders.length;
    while (low < high) {
      const middle = low + high >> 1;
      if (borders[middle] <= key) low = middle + 1; else high = middle;
    }
    return Math.max(low - 1, 0);
  };
  const terms = async (folder, borders, key) => borders.length ? load(folder + shard(borders, key)) : {};

  // Where a word stands: entry → how well, and in which piece of its text.
  const lookUp = async (word, isLast) => {
    const found = new Map();
    let isCut = false;
    const take = (postings, factor) => {
      const told = [], cut = postings.indexOf('!');
      for (const group of postings.slice(cut + 1).split(';')) {
        let entry = 0;
        for (const part of group.slice(1).split(',')) {
          const [step, piece = '0'] = part.split('.');
          entry += parseInt(step, 36);
          told.push([entry, parseInt(group[0], 36), parseInt(piece, 36)]);
        }
      }
      const count = cut < 0 ? told.length : parseInt(postings.slice(0, cut), 36);
      const rare = Math.log(1 + (root.entries - count + .5) / (count + .5));
      isCut ||= cut > 0;
      for (const [entry, weight, piece] of told) {
        const score = weight * factor * rare;
        if (score > (found.get(entry)?.score ?? 0)) found.set(entry, {score, piece});
      }
    };
    const collect = async (key, form, begins, factor) => {
      if (begins && shard(root.terms, key) !== shard(root.terms, key + '\uffff')) {
        const postings = (await terms('p/', root.beginnings, key))[key];
        if (postings) take(postings[1], factor);
        return;
      }
      const all = await terms('t/', root.terms, key);
      for (const other of Object.keys(all)) {
        if (other !== key && !(begins && other.startsWith(key))) continue;
        for (let at = 0; at < all[other].length; at += 2) {
          const same = (all[other][at] || other) === form;
          take(all[other][at + 1], factor * (other !== key ? .6 : same ? 1 : .9));
        }
      }
    };
    const {key, form} = word, consonants = sound(key);
    await collect(key, form, isLast || [...key].length > 2, 1);
    if (found.size < 3 && consonants) {
      const before = found.size;
      await collect(consonants, consonants, false, .4);
      if (found.size > before) word.sound = consonants;
    }
    // Another ending of the same word.
    for (let end = key.length - 1; !found.size && end > Math.max(2, key.length - 3); end--) {
      word.key = key.slice(0, end);
      await collect(word.key, '', true, .3);
    }
    return {found, isCut, isCommon: isCut || found.size > root.entries / 4};
  };

  // What matches most of the words, best first. A word that stands everywhere rules nothing out.
  const find = async (query, {kind = '', from = NaN, to = NaN} = {}) => {
    await open();
    const all = (query.match(tables.written) ?? []).flatMap(wordsOf);
    const last = all.at(-1);
    let words = all.filter((word, at) => all.findIndex(it => it.key === word.key) === at);
    if (words.length > root.words) {
      const kept = [...words].sort((a, b) => b.key.length - a.key.length).slice(0, root.words);
      words = words.filter(word => kept.includes(word));
    }
    const lists = await Promise.all(words.map(word => lookUp(word, word.key === last.key)));
    const entries = new Map();
    lists.forEach(({found, isCommon}, at) => {
      for (const [entry, {score, piece}] of found) {
        const it = entries.get(entry) ?? {entry, score: 0, matched: 0, pieces: []};
        it.score += score;
        it.matched += isCommon ? 0 : 1;
        it.pieces[at] = piece;
        entries.set(entry, it);
      }
    });
    const most = Math.max(0, ...[...entries.values()].map(it => it.matched));
    // Of many words, a few may be missing.
    let hits = [...entries.values()].filter(it => it.matched >= Math.ceil(most * .6));
    if (from === from || to === to) {
      hits = hits.filter(({entry}) => root.year[entry] != null && !(root.year[entry] < from) && !(root.year[entry] > to));
    }
    const kinds = {};
    for (const {entry} of hits) kinds[root.kind[entry]] = (kinds[root.kind[entry]] ?? 0) + 1;
    if (kind) hits = hits.filter(({entry}) => root.kind[entry] === kind);
    hits.sort((a, b) => b.matched - a.matched || b.score - a.score || a.entry - b.entry);
    return {words, hits, kinds, isCut: lists.some(list => list.isCut)};
  };

  // The places of a text where words of the query stand: [start, end, number of the word].
  const places = (text, words) => {
    const found = [];
    for (const {0: written, index} of text.matchAll(tables.written)) {
      for (const {form, key} of wordsOf(written)) {
        const at = words.findIndex(it => key.startsWith(it.key) || (it.sound && sound(key) === it.sound));
        if (at < 0) continue;
        const inner = tables.isUnspaced.test(written) ? written.indexOf(form) : -1;
        const start = index + Math.max(inner, 0);
        found.push([start, start + (inner < 0 ? written : form).length, at]);
      }
    }
    return found;
  };
  // A text as parts, those at odd places marked.
  const marked = (text, words) => {
    const parts = [];
    let done = 0;
    for (const [start, end] of places(text, words)) {
      if (start < done) continue;
      parts.push(text.slice(done, start), text.slice(start, end));
      done = end;
    }
    return [...parts, text.slice(done)];
  };
  const excerpt = (text, words, missing) => {
    const all = places(text, words), first = all.find(([, , at]) => at === missing);
    if (!first) return '';
    let start = Math.max(0, first[0] - 80), end = Math.min(text.length, first[1] + 140);
    if (start > 0) start = Math.max(text.indexOf(' ', start) + 1, start);
    if (start > first[0]) start = first[0];
    if (end < text.length) end = Math.max(text.lastIndexOf(' ', end), first[1]);
    return (start > 0 ? '… ' : '') + text.slice(start, end) + (end < text.length ? ' …' : '');
  };
  // What is shown of a hit.
  const show = async ({entry, pieces}, words) => {
    const [url, title, titleLang, when, summary, textLang, names, text, count] =
      (await load('h/' + Math.floor(entry / root.heads)))[entry % root.heads];
    const seen = new Set(places([title, summary, names].join(' | '), words).map(([, , at]) => at));
    const missing = words.findIndex((_, at) => pieces[at] !== undefined && !seen.has(at));
    let told = summary;
    if (missing >= 0 && count > 0) {
      const piece = Math.min(pieces[missing], count - 1);
      told = excerpt((await load('x/' + (text + piece)))[entry] ?? '', words, missing) || summary;
    }
    const isNamed = places(names, words).length > 0 && places(title, words).length < words.length;
    return {
      url, titleLang, when, textLang, kind: root.kind[entry],
      title: marked(title, words), told: marked(told, words), names: isNamed ? marked(names, words) : [],
    };
  };

  globalThis.detenteSearch = Object.assign((name, data) => arriving[name](data), {open, find, show, wordsOf: text => {
    return (text.match(tables.written) ?? []).flatMap(wordsOf);
  }});

  // The page
  const page = document.getElementById('search');
  if (!page) return;
  const get = selector => page.querySelector(selector);
  const form = get('form'), {q, kind, from, to} = form.elements, status = get('.answers'), list = get('.found'), more = get('.more');
  const {kinds, words: say} = JSON.parse(document.getElementById('search-data').textContent);
  const lang = document.documentElement.lang, number = new Intl.NumberFormat(lang), plural = new Intl.PluralRules(lang);
  const fill = (text, gaps) => text.replace(/\{(\w+)\}/g, (_, name) => gaps[name]);
  const create = (name, classes, content, language) => {
    const element = document.createElement(name);
    if (classes) element.className = classes;
    if (language) { element.lang = language; element.dir = 'auto'; }
    element.append(...content);
    return element;
  };
  const nodes = parts => parts.map((part, at) => at % 2 ? create('mark', '', [part]) : part);
  const item = hit => {
    const link = create('a', '', nodes(hit.title), hit.titleLang);
    link.href = page.dataset.root + hit.url;
    const facts = [kinds[hit.kind], hit.when].filter(Boolean).join(say.list_comma);
    const parts = [link, create('span', 'kind', [facts])];
    if (hit.names.length) parts.push(create('p', 'names', nodes(hit.names)));
    parts.push(create('p', 'told', nodes(hit.told), hit.textLang));
    return create('li', '', parts);
  };

  let current = 0, result, shown = 0;
  const showMore = async turn => {
    const hits = result.hits.slice(shown, shown + root.shown);
    const items = (await Promise.all(hits.map(hit => show(hit, result.words)))).map(item);
    if (turn !== current) return;
    shown += hits.length;
    list.append(...items);
    more.hidden = shown >= result.hits.length;
    return items[0];
  };
  const run = async () => {
    const turn = ++current, query = q.value.trim();
    const address = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
    try { history.replaceState(null, '', '?' + address); } catch { /* Not every browser allows it for files. */ }
    if (!query) {
      list.replaceChildren();
      list.parentElement.hidden = true;
      status.textContent = '';
      return;
    }
    const slow = setTimeout(() => { if (turn === current) status.textContent = say.search_loading; }, 400);
    try {
      const year = field => field.value.trim() === '' ? NaN : Number(field.value);
      const found = await find(query, {kind: kind.value, from: year(from), to: year(to)});
      if (turn !== current) return;
      result = found;
      shown = 0;
      list.replaceChildren();
      list.parentElement.hidden = false;
      for (const option of kind.options) {
        if (option.value) option.textContent = `${kinds[option.value]} (${number.format(found.kinds[option.value] ?? 0)})`;
      }
      await showMore(turn);
      if (turn !== current) return;
      const n = found.hits.length, gaps = {n: number.format(n), q: query};
      const forms = say.search_found;
      status.textContent = fill(!n ? say.search_none : found.isCut ? say.search_found_more
        : forms[plural.select(n)] ?? forms.other ?? forms, gaps);
    } catch {
      if (turn === current) status.textContent = say.search_failed;
    } finally {
      clearTimeout(slow);
    }
  };

  let pause;
  form.addEventListener('submit', event => { event.preventDefault(); run(); });
  form.addEventListener('input', event => {
    clearTimeout(pause);
    if (!event.isComposing) pause = setTimeout(run, 150);
  });
  form.addEventListener('compositionend', run);
  more.addEventListener('click', async () => {
    try { (await showMore(current))?.querySelector('a').focus(); } catch { status.textContent = say.search_failed; }
  });
  document.addEventListener('keydown', event => {
    const isTyping = event.target.closest?.('input, select, textarea');
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      q.select();
    } else if (event.key === 'Escape' && page.contains(event.target)) {
      if (event.target === q) { q.value = ''; run(); } else q.focus();
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && page.contains(event.target)) {
      const stops = [q, ...list.querySelectorAll('a')], at = stops.indexOf(event.target);
      const next = at < 0 ? undefined : stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
      if (next) { event.preventDefault(); next.focus(); }
    }
  });

  get('.without').hidden = true;
  get('.facets').hidden = false;
  const address = new URLSearchParams(location.search);
  for (const field of [q, kind, from, to]) field.value = address.get(field.name) ?? '';
  if (q.value) run(); else open().catch(() => { status.textContent = say.search_failed; });
})();
