// A built site as a list of pages: which template each is of, in which language, and which to look at.
import {readFileSync, readdirSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';

/** The folder of the repository. */
export const repository = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** The sites that `tests/browser/run` built: the bundled one, and those of `tests/sites` that are looked at. */
export const sites = ['bundled', 'estuary', 'scripts'];

/** Where a built site lies. */
export const folder = site => join(process.env.DETENTE_SITES ?? join(repository, 'target/browser'), site);

const walk = directory => readdirSync(directory, {withFileTypes: true})
  .sort((a, b) => (a.name < b.name ? -1 : 1))
  .flatMap(entry => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return walk(path);
    return entry.name.endsWith('.html') ? [path] : [];
  });

const read = new Map();

/** The pages of a site without its redirects, each {site, path, lang, template, size, text}. */
export const pages = site => {
  if (read.has(site)) return read.get(site);
  const root = folder(site);
  const all = walk(root).map(file => {
    const text = readFileSync(file, 'utf8');
    const path = relative(root, file).replaceAll('\\', '/').replace(/(^|\/)index\.html$/, '$1');
    const lang = /<html lang="([^"]+)"/.exec(text)?.[1] ?? '';
    return {site, path, lang, file, template: template(path, lang), size: text.length, text};
  }).filter(page => !page.text.includes('http-equiv="refresh"'));
  if (all.length === 0) throw new Error(`${root} holds no page: tests/browser/run builds it`);
  read.set(site, all);
  return all;
};

// An address is `kind/` or `kind/id/`, under the language if it is not the site's first.
const template = (path, lang) => {
  const [first, ...rest] = path.replace(new RegExp(`^${lang}/`), '').split('/').filter(Boolean);
  if (first === undefined) return 'home';
  return rest.length > 0 ? `${first}-one` : first.replace(/\.html$/, '');
};

/** One page of each template in each language: the longest, which asks the most of it. */
export const templates = (site, {shortest = false} = {}) => {
  const chosen = new Map();
  for (const page of pages(site)) {
    const key = `${page.lang} ${page.template}`, other = chosen.get(key);
    if (!other || (shortest ? page.size < other.size : page.size > other.size)) chosen.set(key, page);
  }
  return [...chosen.values()];
};

/** Whether a page is to be looked at: while one works, $PAGES, a regular expression, takes some of them. */
export const isMeant = page => new RegExp(process.env.PAGES ?? '').test(name(page));

// The site in four scripts shares its templates with the others; what differs there is the length of words and titles.
const inScripts = new Set(['home', 'articles-one', 'actors-one', 'events-one', 'figures', 'timeline', 'search']);

/** The pages of all sites that `templates` chooses. */
export const everyTemplate = options => sites.flatMap(site => templates(site, options))
  .filter(page => isMeant(page) && (page.site !== 'scripts' || inScripts.has(page.template)));

/** Until when a page is waited for: one with a script may ask for more after it has loaded. */
export const whenLoaded = page => ({waitUntil: page.text.includes('<script src') ? 'networkidle' : 'load'});

/** How a page is named in a message. */
export const name = page => `${page.site}:/${page.path}`;
