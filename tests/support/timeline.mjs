// Runs the filter of the timeline as it is shipped, without a browser: `node timeline.mjs TIMELINE_JS SEARCH_JS SITE` reads
// a JSON list of jobs and answers with a list. A job holds what is chosen ({actor, q, from, …}), or {day, end}. Each starts
// from nothing and tells the ranks of the events that match, and the files it loaded with their sizes as a server
// compresses them. SITE is the folder of a language.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {createContext, runInContext} from 'node:vm';
import {gzipSync} from 'node:zlib';

const [timeline, search, site] = process.argv.slice(2);

const start = () => {
  const loaded = [], dataset = {};
  const context = createContext({
    document: {
      currentScript: {dataset: {index: '../search/'}},
      getElementById: () => null,
      createElement: () => ({dataset}),
      head: {
        append(element) {
          const name = element.src.split('?')[0];
          let text;
          try { text = readFileSync(join(site, 'timeline', name)); } catch { element.onerror(); return; }
          loaded.push([name, gzipSync(text).length]);
          runInContext(text.toString(), context);
          element.onload?.();
        },
      },
    },
  });
  for (const script of [timeline, search]) runInContext(readFileSync(script, 'utf8'), context);
  const wordsOf = async text => {
    await context.detenteSearch.open();
    return context.detenteSearch.wordsOf(text);
  };
  return {timeline: context.detenteTimeline, wordsOf, loaded};
};

const answers = [];
for (const job of JSON.parse(readFileSync(0, 'utf8'))) {
  const {timeline, wordsOf, loaded} = start();
  if (job.day !== undefined) answers.push(timeline.day(job.day, job.end));
  else answers.push({ranks: await timeline.find(job, wordsOf), loaded});
}
process.stdout.write(JSON.stringify(answers));
