// Only while `detente serve` runs: reloads what changed, swaps styles in place, shows findings over the page.
(() => {
  const at = "detente:scroll";
  try {
    const kept = JSON.parse(sessionStorage.getItem(at) || "null");
    sessionStorage.removeItem(at);
    if (kept && kept.page === location.href) addEventListener("load", () => scrollTo(kept.x, kept.y));
  } catch { /* A browser without storage restores the position itself. */ }

  const reload = () => {
    try {
      sessionStorage.setItem(at, JSON.stringify({ page: location.href, x: scrollX, y: scrollY }));
    } catch { /* See above. */ }
    location.reload();
  };

  const restyle = async () => {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = [...document.querySelectorAll("link[rel=stylesheet]")];
    const then = [...page.querySelectorAll("link[rel=stylesheet]")];
    if (now.length !== then.length) return reload();
    then.forEach((link, index) => {
      const fresh = document.createElement("link");
      fresh.rel = "stylesheet";
      if (link.media) fresh.media = link.media;
      const address = new URL(link.getAttribute("href"), location.href);
      address.searchParams.set("at", Date.now());
      fresh.href = address;
      fresh.addEventListener("load", () => now[index].remove());
      now[index].after(fresh);
    });
  };

  let overlay;
  const show = ({ failure, findings, more }) => {
    if (overlay) overlay.remove();
    overlay = undefined;
    if (!failure && !findings.length) return;
    overlay = document.createElement("div");
    const shadow = overlay.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    const box = document.createElement("details");
    const deny = findings.filter((finding) => finding.level === "deny").length;
    box.open = Boolean(failure) || deny > 0;
    box.className = box.open ? "deny" : "warn";
    box.dir = "ltr";
    const head = document.createElement("summary");
    head.textContent = failure ? "detente cannot read the site" : `${deny} at deny, ${findings.length - deny + more} at warn`;
    box.append(head);
    if (failure) {
      const text = document.createElement("pre");
      text.textContent = failure;
      box.append(text);
    }
    for (const finding of findings) {
      const item = document.createElement("article");
      const link = document.createElement("a");
      link.href = finding.open;
      link.textContent = `${finding.path}:${finding.line}:${finding.column}`;
      const text = document.createElement("pre");
      text.textContent = finding.text;
      item.append(link, text);
      box.append(item);
    }
    if (more) {
      const rest = document.createElement("p");
      rest.textContent = `and ${more} more: run detente check`;
      box.append(rest);
    }
    shadow.append(box);
    document.documentElement.append(overlay);
    addEventListener("keydown", (event) => event.key === "Escape" && box.removeAttribute("open"));
  };

  const STYLE = `
    details { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 70vh; overflow: auto; margin: 0;
      background: #fffdf7; color: #1a1a1a; font: 14px/1.5 system-ui, sans-serif; border-top: 4px solid #8a6d00; box-shadow: 0 -4px 24px #0004; }
    details:not([open]) { inset-inline: auto 12px; bottom: 12px; border: 1px solid #8a6d00; border-radius: 6px; }
    details.deny { border-color: #a4161a; }
    summary { padding: 8px 16px; cursor: pointer; font-weight: 600; }
    article, p { padding: 0 16px; }
    a { color: #0b4f8a; font-weight: 600; }
    pre { margin: 4px 0 16px; overflow-x: auto; font: 13px/1.45 ui-monospace, monospace; }
  `;

  const page = encodeURIComponent(location.pathname);
  const source = new EventSource(`/__detente/events?page=${page}`);
  let version;
  source.addEventListener("hello", (event) => {
    if (version !== undefined && version !== event.data) return reload();
    version = event.data;
  });
  source.addEventListener("reload", reload);
  source.addEventListener("style", restyle);
  source.addEventListener("findings", (event) => show(JSON.parse(event.data)));
  // A page that is left must not hold one of the few connections a browser allows.
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
