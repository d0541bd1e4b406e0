// Maps: nearer and farther by buttons, keys, double click and dragging. Land and lines grow; marks and names keep their size,
// and names that had no room appear where there is some. Without this script the map is whole.
(() => {
  'use strict';
  const levels = [1, 2, 4, 8];
  for (const figure of document.querySelectorAll('.mapped')) {
    const maps = [...figure.querySelectorAll('svg.map')].map(svg => ({
      svg, view: svg.querySelector('.view'), at: [...svg.querySelectorAll('.at')],
      box: svg.viewBox.baseVal, more: [...svg.querySelectorAll('.more')], bars: [...svg.querySelectorAll('.bar')],
    }));
    // The middle of what is seen, in parts of the width and height.
    let level = 0, x = .5, y = .5;
    const bar = document.createElement('p');
    bar.className = 'zoom';
    bar.setAttribute('role', 'group');
    bar.setAttribute('aria-label', figure.dataset.name);
    const button = (sign, name, act) => {
      const it = document.createElement('button');
      it.type = 'button';
      it.textContent = sign;
      it.title = name;
      it.setAttribute('aria-label', name);
      it.onclick = act;
      bar.append(it);
      return it;
    };
    const draw = () => {
      const k = levels[level], half = .5 / k;
      x = Math.min(1 - half, Math.max(half, x));
      y = Math.min(1 - half, Math.max(half, y));
      for (const {svg, view, at, box, more, bars} of maps) {
        const left = box.width / 2 - x * box.width * k, top = box.height / 2 - y * box.height * k;
        view.setAttribute('transform', `translate(${left} ${top}) scale(${k})`);
        for (const it of at) {
          const [u, v] = it.dataset.at.split(' ').map(Number);
          it.setAttribute('transform', `translate(${left + u * (k - 1)} ${top + v * (k - 1)})`);
        }
        for (const it of more) it.style.display = it.dataset.zoom <= k ? 'inline' : '';
        for (const it of bars) it.style.display = it.dataset.zoom == k ? 'inline' : 'none';
        for (const it of svg.querySelectorAll('.degree')) it.style.display = level ? 'none' : '';
        svg.classList.toggle('zoomed', level > 0);
      }
      // A button that can do nothing more keeps the focus, and with it the keys.
      nearer.setAttribute('aria-disabled', level == levels.length - 1);
      for (const it of [farther, whole]) it.setAttribute('aria-disabled', !level);
    };
    const to = (next, u = x, v = y) => {
      if (next < 0 || next >= levels.length) return;
      // The place pointed at stays where it is.
      const part = 1 - levels[level] / levels[next];
      x += (u - x) * part;
      y += (v - y) * part;
      level = next;
      draw();
    };
    // What the map is of, or else the place in the midst of all: the middle of the land may be empty.
    const middle = ({at, box}) => {
      const main = at.filter(it => it.querySelector('.main')), sites = main.length ? main : at.filter(it => it.querySelector('.site'));
      const spots = sites.map(it => it.dataset.at.split(' ').map(Number));
      const median = axis => spots.map(spot => spot[axis]).sort((a, b) => a - b)[spots.length >> 1];
      const away = ([u, v]) => Math.hypot(u - median(0), v - median(1));
      const [u, v] = spots.sort((a, b) => away(a) - away(b))[0] ?? [box.width / 2, box.height / 2];
      return [u / box.width, v / box.height];
    };
    const near = () => {
      if (!level) [x, y] = middle(maps.find(({svg}) => svg.getClientRects().length) ?? maps[0]);
      to(level + 1);
    };
    const nearer = button('+', figure.dataset.in, near);
    const farther = button('−', figure.dataset.out, () => to(level - 1));
    const whole = button('⤢', figure.dataset.whole, () => to(0));
    figure.prepend(bar);
    const move = (dx, dy) => { x += dx / levels[level]; y += dy / levels[level]; draw(); };
    const keys = {
      '+': near, '=': near, '-': () => to(level - 1), '0': () => to(0),
      ArrowLeft: () => move(-.2, 0), ArrowRight: () => move(.2, 0), ArrowUp: () => move(0, -.2), ArrowDown: () => move(0, .2),
    };
    bar.addEventListener('keydown', event => {
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key] || (event.key.startsWith('Arrow') && !level)) return;
      event.preventDefault();
      keys[event.key]();
    });
    for (const {svg} of maps) {
      const spot = event => {
        const box = svg.getBoundingClientRect(), k = levels[level];
        return [x + ((event.clientX - box.left) / box.width - .5) / k, y + ((event.clientY - box.top) / box.height - .5) / k];
      };
      svg.addEventListener('dblclick', event => { event.preventDefault(); to(level + 1, ...spot(event)); });
      let from;
      svg.addEventListener('pointerdown', event => { if (level) from = [event.clientX, event.clientY, x, y]; });
      svg.addEventListener('pointermove', event => {
        if (!from) return;
        const box = svg.getBoundingClientRect(), dx = event.clientX - from[0], dy = event.clientY - from[1];
        if (Math.hypot(dx, dy) < 4) return;
        svg.setPointerCapture(event.pointerId);
        x = from[2] - dx / box.width / levels[level];
        y = from[3] - dy / box.height / levels[level];
        draw();
      });
      for (const end of ['pointerup', 'pointercancel']) svg.addEventListener(end, () => { from = undefined; });
      svg.addEventListener('dragstart', event => event.preventDefault());
    }
    draw();
  }
})();
