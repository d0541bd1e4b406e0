// A plain server of files, as static hosts are: under a sub-path, compressing, sending what `_headers` says and nothing more.
import {createServer} from 'node:http';
import {existsSync, readFileSync, statSync} from 'node:fs';
import {extname, join, normalize, sep} from 'node:path';
import {brotliCompressSync, constants, gzipSync} from 'node:zlib';
import {folder} from './site.mjs';

const types = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json', '.geojson': 'application/geo+json', '.svg': 'image/svg+xml', '.xml': 'application/xml', '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8', '.ics': 'text/calendar; charset=utf-8', '.webmanifest': 'application/manifest+json',
  '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.avif': 'image/avif', '.woff2': 'font/woff2',
};
const isText = type => !/^(image\/(?!svg)|font)/.test(type);

/** The rules of a `_headers` file: [a test of a path, the headers]. */
export const rules = text => {
  const found = [];
  for (const line of text.split('\n')) {
    if (!line.trim()) continue;
    if (!/^\s/.test(line)) {
      const pattern = line.trim().split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*');
      found.push([new RegExp(`^${pattern}$`), []]);
    } else {
      const colon = line.indexOf(':');
      found.at(-1)[1].push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
    }
  }
  return found;
};

/** Serves the built sites under `/some/where/<site>/`; answers {url(site, path), close()}. */
export const serve = async () => {
  const compressed = new Map(), headers = new Map();
  const answer = (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const [, site, inner] = /^\/some\/where\/([^/]+)(\/.*)$/.exec(path) ?? [];
    if (site === undefined || !existsSync(join(folder(site), '_headers'))) return response.writeHead(404).end();
    if (!headers.has(site)) headers.set(site, rules(readFileSync(join(folder(site), '_headers'), 'utf8')));
    for (const [test, lines] of headers.get(site)) {
      if (test.test(inner)) for (const [name, value] of lines) response.setHeader(name, value);
    }
    let file = join(folder(site), normalize(inner)), status = 200;
    if (!file.startsWith(folder(site) + sep)) return response.writeHead(400).end();
    if (existsSync(file) && statSync(file).isDirectory()) {
      if (!inner.endsWith('/')) return response.writeHead(301, {Location: path + '/'}).end();
      file = join(file, 'index.html');
    }
    if (!existsSync(file)) { file = join(folder(site), '404.html'); status = 404; }
    const type = types[extname(file)] ?? 'application/octet-stream';
    response.setHeader('Content-Type', type);
    const accepted = request.headers['accept-encoding'] ?? '';
    const coding = isText(type) ? (/\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : '') : '';
    const key = `${coding} ${file}`;
    if (!compressed.has(key)) compressed.set(key, encode(readFileSync(file), coding));
    if (coding) response.setHeader('Content-Encoding', coding);
    response.setHeader('Vary', 'Accept-Encoding');
    response.writeHead(status).end(compressed.get(key));
  };
  const server = createServer(answer);
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${server.address().port}/some/where/`;
  return {
    base,
    // Hosts show the page of what is missing under the address that was asked for.
    url: page => `${base}${page.site}/${page.path.replace(/404\.html$/, 'no/such/page/')}`,
    close: () => new Promise(done => { server.closeAllConnections(); server.close(done); }),
  };
};

// As hosts compress while they answer: not the slowest there is.
const encode = (bytes, coding) => {
  if (coding === 'br') return brotliCompressSync(bytes, {params: {[constants.BROTLI_PARAM_QUALITY]: 5}});
  return coding === 'gzip' ? gzipSync(bytes) : bytes;
};
