// Runs the script of the search page as it is shipped, without a browser: `node search.mjs SCRIPT FOLDER` reads a JSON
// list of jobs and answers with a list. A job is {query, kind, from, to} or {words}. Each query starts from nothing and
// tells the files it loaded, with their sizes as a server compresses them.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {createContext, runInContext} from 'node:vm';
import {gzipSync} from 'node:zlib';

const [script, folder] = process.argv.slice(2);
const code = readFileSync(script, 'utf8');

const start = () => {
  const loaded = [];
  const context = createContext({
    document: {
      getElementById: () => null,
      createElement: () => ({}),
      head: {
        append(element) {
          const name = element.src.split('?')[0];
          let text;
          try { text = readFileSync(join(folder, name)); } catch { element.onerror(); return; }
          loaded.push([name, gzipSync(text).length]);
          runInContext(text.toString(), context);
        },
      },
    },
  });
  runInContext(code, context);
  return {search: context.detenteSearch, loaded};
};

const answers = [];
for (const job of JSON.parse(readFileSync(0, 'utf8'))) {
  const {search, loaded} = start();
  if (job.words !== undefined) {
    await search.open();
    answers.push(search.wordsOf(job.words).map(({key, form}) => [key, form]));
    continue;
  }
  const {words, hits, kinds, isCut} = await search.find(job.query, job);
  const shown = await Promise.all(hits.slice(0, 8).map(hit => search.show(hit, words)));
  answers.push({total: hits.length, isCut, kinds, shown, loaded});
}
process.stdout.write(JSON.stringify(answers));
