// Answers from the copies that a reader has asked for (scripts/offline.js), and only where the network gives no answer.
'use strict';
addEventListener('install', () => skipWaiting());
addEventListener('activate', event => event.waitUntil(clients.claim()));
addEventListener('fetch', event => {
  const {method, url, headers} = event.request;
  // A copy is not made of another.
  const isForCopy = headers.has('X-Offline-Copy');
  if (method === 'GET' && url.startsWith(registration.scope) && !isForCopy) event.respondWith(answer(event.request));
});

const answer = async request => {
  try {
    return await fetch(request);
  } catch (error) {
    // A copy lies under plain addresses: what a page is asked to show of itself stands behind them.
    const kept = await caches.match(request, {ignoreSearch: true, ignoreVary: true});
    if (kept) return kept;
    throw error;
  }
};
