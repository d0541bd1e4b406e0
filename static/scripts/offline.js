// A copy of the pages of a language, kept by the browser for reading without a connection. It is made when a reader asks for
// it, never else, and each page of it says when that was. worker.js reads it.
(async () => {
  'use strict';
  const box = document.getElementById('offline');
  // From a disk all is there already; where the connection is not secure, browsers keep nothing.
  if (!box || !navigator.serviceWorker || !globalThis.caches || !location.protocol.startsWith('http')) return;
  const words = box.dataset, {lang} = document.documentElement;
  const root = new URL(words.root, location), list = new URL(words.list, location).href;
  const [keep, stop, remove] = box.querySelectorAll('button'), bar = box.querySelector('progress'), status = box.querySelector('output');
  // A copy is named after its site, its language and the time it was made; the list of its files is put in last, so that a copy with it is whole.
  const family = `offline ${root} ${lang} `;
  const of = async prefix => (await caches.keys()).filter(name => name.startsWith(prefix));
  const dated = name => new Intl.DateTimeFormat(lang, {dateStyle: 'long'}).format(new Date(Number(name.slice(family.length))));
  const escaped = text => text.replace(/[&<]/g, sign => `&#${sign.charCodeAt()};`);
  const at = path => new URL(path, root).href;
  const ask = (url, signal) => fetch(url, {signal, cache: 'no-cache', headers: {'X-Offline-Copy': '1'}});
  const load = async (url, signal) => {
    const answer = await ask(url, signal);
    if (!answer.ok || answer.redirected) throw new Error(url);
    return answer;
  };

  const show = async (said = '') => {
    const [name] = await of(family);
    keep.textContent = name ? words.renew : words.keep;
    keep.hidden = false;
    stop.hidden = bar.hidden = true;
    remove.hidden = !name;
    status.textContent = said || (name ? words.kept.replace('…', dated(name)) : '');
  };

  let stopping;
  const make = async (name, signal) => {
    const cache = await caches.open(name);
    const listed = await load(list, signal), {pages, files, indexes} = await listed.clone().json();
    // An index tells its own files; a language without one has none.
    const filed = indexes.map(async folder => {
      const answer = await ask(at(`${folder}files.json`), signal);
      return answer.ok ? (await answer.json()).map(file => folder + file) : [];
    });
    const queue = [...pages, ...files, ...(await Promise.all(filed)).flat()].map(at), isPage = new Set(pages.map(at));
    const note = `<p class="kept" role="note">${escaped(words.note.replace('…', dated(name)))}</p>`;
    bar.max = queue.length;
    bar.value = 0;
    const work = async () => {
      for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
        const answer = await load(url, signal);
        if (isPage.has(url)) {
          const html = (await answer.text()).replace('<main id="main">', found => found + note);
          await cache.put(url, new Response(html, {headers: {'Content-Type': 'text/html; charset=utf-8'}}));
        } else await cache.put(url, answer);
        bar.value += 1;
      }
    };
    await Promise.all([work(), work(), work(), work()]);
    await cache.put(list, listed);
    await navigator.serviceWorker.register(words.worker);
  };

  keep.onclick = async () => {
    keep.hidden = remove.hidden = true;
    stop.hidden = bar.hidden = false;
    status.textContent = '';
    stopping = new AbortController();
    const name = family + Date.now(), before = await of(family);
    try {
      await make(name, stopping.signal);
      await Promise.all(before.map(old => caches.delete(old)));
      await show();
    } catch (error) {
      const isStopped = stopping.signal.aborted;
      stopping.abort();
      await caches.delete(name);
      await show(isStopped ? '' : words.failed);
    }
    keep.focus();
  };
  stop.onclick = () => stopping?.abort();
  remove.onclick = async () => {
    await Promise.all((await of(family)).map(name => caches.delete(name)));
    // The worker serves all languages.
    if (!(await of(`offline ${root} `)).length) await (await navigator.serviceWorker.getRegistration(root))?.unregister();
    await show();
    keep.focus();
  };

  for (const name of await of(family)) {
    if (!await (await caches.open(name)).match(list)) await caches.delete(name);
  }
  await show();
  box.hidden = false;
})();
