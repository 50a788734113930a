(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const root = document.documentElement;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const fine = !matchMedia('(pointer: coarse)').matches;
  const views = [];
  let printing = false;

  // A sample is [x, mean, median, low, high, finite]; a missing number is null.
  const X = 0, MEAN = 1, MEDIAN = 2, LOW = 3, HIGH = 4, FINITE = 5;

  const FEW = 24; // up to so many points, each gets a marker

  /* Numbers */
  const superscript = text => text.replace(/./g, c => c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[+c]);
  const power = exponent => '10' + superscript(String(exponent));
  function number(value) {
    if (value === 0) return '0';
    const [digits, exponent] = value.toExponential(3).split('e');
    const mantissa = String(+digits);
    if (+exponent >= -4 && +exponent < 5) return String(+value.toPrecision(4)).replace('-', '−');
    return (mantissa === '1' ? '' : mantissa.replace('-', '−') + '×') + power(+exponent);
  }
  const short = value => Math.abs(value) >= 1000 && Math.abs(value) < 1e5 ? String(Math.round(value)).replace('-', '−') : number(+value.toPrecision(3));
  const escaped = text => text.replace(/[&<>"']/g, c => '&#' + c.charCodeAt(0) + ';');

  /* Ranges */
  const drawable = (s, log) => s[MEAN] !== null && !(log.x && s[X] <= 0) && !(log.y && s[MEAN] <= 0);
  function extent(traces, log) {
    let low = Infinity, high = -Infinity, left = Infinity, right = -Infinity;
    for (const trace of traces) for (const s of trace.samples) if (drawable(s, log)) {
      low = Math.min(low, log.y && s[LOW] <= 0 ? s[MEAN] : s[LOW]);
      high = Math.max(high, s[HIGH]);
      left = Math.min(left, s[X]);
      right = Math.max(right, s[X]);
    }
    return low <= high ? {low, high, left, right} : null;
  }
  // A curve that diverges may leave at the top, but must not press the others flat.
  function range(panel, log) {
    const all = extent(panel.traces, log);
    const steady = extent(panel.traces.filter(t => t.steady), log);
    if (!all || !steady) return all;
    const room = log.y ? steady.high * 10 : steady.high + (steady.high - steady.low) / 4;
    return {...all, low: Math.min(all.low, steady.low), high: Math.max(steady.high, Math.min(all.high, room))};
  }
  function step(width, parts) {
    const decade = 10 ** Math.floor(Math.log10(width / parts)), digit = width / parts / decade;
    return decade * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }
  // A logarithmic axis is a linear one of logarithms: the library's own loses values below 1e-20.
  const onto = (value, log) => log ? Math.log10(value) : value;
  const back = (value, log) => log ? 10 ** value : value;
  function limits(low, high, log, roomy) {
    if (!log && !roomy && high > low) return {min: low, max: high};
    if (!log) {
      const width = high > low ? high - low : Math.max(1, Math.abs(high));
      const tick = step(width, 5), fromZero = low >= 0 && low < 0.3 * width;
      return {min: fromZero ? 0 : Math.floor(low / tick) * tick, max: Math.ceil((high + 0.02 * width) / tick) * tick};
    }
    const from = Math.log10(low), to = Math.log10(high);
    const pad = roomy || high <= low ? Math.max(0.02, 0.04 * (to - from)) : 1e-9;
    return {min: from - pad, max: to + pad};
  }
  // Ticks of a logarithmic axis: powers of ten, or 1, 2, 5, or equal steps, as its length asks for.
  function logTicks(from, to) {
    const ticks = [], decades = to - from;
    if (decades > 2) {
      const stride = Math.max(1, step(decades, 7));
      for (let k = Math.ceil(from / stride) * stride; k <= to; k += stride) ticks.push(k);
    } else if (decades > 0.7) {
      for (let k = Math.floor(from); k <= to; k++) for (const digit of [1, 2, 5]) ticks.push(k + Math.log10(digit));
    } else {
      const low = 10 ** from, high = 10 ** to, tick = step(high - low, 4);
      for (let k = Math.ceil(low / tick); k * tick <= high; k++) ticks.push(Math.log10(k * tick));
    }
    return ticks.filter(t => t >= from && t <= to);
  }
  function scaleOf(log, from, to) {
    if (!log) return {axisTick: {customValues: null}, axisLabel: {customValues: null, formatter: number}};
    const customValues = logTicks(from, to);
    const label = to - from > 2 ? value => power(Math.round(value)) : value => number(+(10 ** value).toPrecision(4));
    return {axisTick: {customValues}, axisLabel: {customValues, formatter: label}};
  }

  /* Theme */
  const dark = () => !printing && root.dataset.theme === 'dark';
  const token = name => getComputedStyle(root).getPropertyValue(name).trim();
  function storedTheme() {
    try { return localStorage.getItem('layerwise-theme'); } catch { return null; }
  }
  function showTheme(theme) {
    root.dataset.theme = theme;
    document.getElementById('theme-word').textContent = theme === 'dark' ? 'Light' : 'Dark';
  }

  /* Charts */
  function axis(name, label, bounds, log, colours) {
    const scale = scaleOf(log, bounds.min, bounds.max);
    return {
      type: 'value', ...bounds, name: label, nameLocation: 'middle', nameGap: name === 'x' ? 28 : log ? 38 : 46,
      nameTextStyle: {color: colours.ink, fontSize: 13, fontWeight: 500},
      axisLine: {show: true, onZero: false, lineStyle: {color: colours.edge}},
      axisTick: {show: true, lineStyle: {color: colours.edge}, ...scale.axisTick},
      axisLabel: {color: colours.quiet, fontSize: 12, hideOverlap: true, ...scale.axisLabel},
      splitLine: {show: true, lineStyle: {color: colours.line}},
      axisPointer: {label: {show: false}},
    };
  }
  function series(trace, view, bounds, order) {
    const figure = view.figure, log = view.log, style = figure.styles[trace.label];
    const colour = dark() ? style.dark : style.light;
    const centre = figure.centre === 'median' ? MEDIAN : MEAN;
    const opacity = figure.focus && figure.focus !== trace.label ? 0.13 : 1;
    // Far above the panel all heights look alike, and huge ones are no coordinates.
    const top = bounds.y.max + 9 * (bounds.y.max - bounds.y.min);
    const at = (s, y) => [onto(s[X], log.x), Math.min(onto(y, log.y), top)];
    const line = trace.samples.filter(s => !(log.x && s[X] <= 0))
      .map(s => drawable(s, log) ? at(s, s[centre]) : [onto(s[X], log.x), null]);
    const common = {name: trace.label, silent: true, emphasis: {disabled: true}, z: 10 + order};
    const parts = [{
      ...common, id: 'line ' + trace.label, type: 'line', data: line, showSymbol: line.filter(p => p[1] !== null).length === 1,
      symbolSize: 6, connectNulls: false, clip: true, itemStyle: {color: colour},
      lineStyle: {color: colour, width: style.width, type: style.dash.length ? style.dash : 'solid', opacity, cap: style.dash.length ? 'butt' : 'round', join: 'round'},
    }];
    if (trace.theory) return parts;
    const few = trace.samples.length <= FEW, stride = few ? 1 : Math.max(1, Math.floor(line.length / 6));
    const first = few ? 0 : Math.floor(stride * (0.15 + order * 0.382 % 0.8));
    parts.push({
      ...common, id: 'marks ' + trace.label, type: 'scatter', symbol: 'path://' + style.marker, symbolSize: style.width > 2 ? 9 : 7.5,
      data: line.filter((p, i) => i >= first && (i - first) % stride === 0 && p[1] !== null && p[1] <= bounds.y.max),
      itemStyle: {color: colour, borderColor: token('--card'), borderWidth: 1, opacity},
    });
    if (trace.points) parts.shift();
    if (figure.band && trace.seeds > 1) parts.push((trace.points ? bars : band)(trace, view, colour, opacity, at, common));
    return parts;
  }
  function band(trace, view, colour, opacity, at, common) {
    const runs = [[]];
    for (const s of trace.samples) {
      if (drawable(s, view.log)) runs.at(-1).push(s); else if (runs.at(-1).length) runs.push([]);
    }
    const anchor = runs[0][0];
    const low = s => view.log.y && s[LOW] <= 0 ? s[MEAN] : s[LOW];
    return {
      ...common, id: 'band ' + trace.label, type: 'custom', z: 5, clip: true, data: anchor ? [at(anchor, anchor[MEAN])] : [],
      itemStyle: {color: colour},
      renderItem: (params, api) => ({
        type: 'group',
        children: runs.filter(run => run.length).map(run => ({
          type: 'polygon', silent: true,
          shape: {points: [...run.map(s => api.coord(at(s, s[HIGH]))), ...run.toReversed().map(s => api.coord(at(s, low(s))))]},
          style: {fill: colour, opacity: (dark() ? 0.2 : 0.14) * opacity},
        })),
      }),
    };
  }
  function bars(trace, view, colour, opacity, at, common) {
    const low = s => view.log.y && s[LOW] <= 0 ? s[MEAN] : s[LOW];
    const shown = trace.samples.filter(s => drawable(s, view.log)), cap = 3.5;
    return {
      ...common, id: 'band ' + trace.label, type: 'custom', z: 9, clip: true, data: shown.map(s => at(s, s[MEAN])), itemStyle: {color: colour},
      renderItem: (params, api) => {
        const s = shown[params.dataIndex], [x, top] = api.coord(at(s, s[HIGH])), bottom = api.coord(at(s, low(s)))[1];
        return {
          type: 'path', silent: true, style: {stroke: colour, fill: 'none', lineWidth: 1.5, opacity},
          shape: {d: `M${x - cap} ${top}H${x + cap}M${x} ${top}V${bottom}M${x - cap} ${bottom}H${x + cap}`},
        };
      },
    };
  }
  /* Panels that are not lines */
  const palette = () => ({ink: token('--soft'), quiet: token('--quiet'), line: token('--line'), edge: token('--edge')});
  const tooltip = formatter => ({
    transitionDuration: 0, padding: [8, 11], backgroundColor: token('--card'), borderColor: token('--edge'), confine: true,
    textStyle: {color: token('--ink'), fontSize: 13}, formatter,
  });
  const named = (data, name, gap, colours) => ({
    type: 'category', data, name, nameLocation: 'middle', nameGap: gap, nameTextStyle: {color: colours.ink, fontSize: 13, fontWeight: 500},
    axisLine: {show: false}, axisTick: {show: false}, splitLine: {show: false}, axisLabel: {color: colours.quiet, fontSize: 12},
  });
  const still = () => ({animation: false, textStyle: {fontFamily: token('--sans')}, grid: {left: 2, right: 6, top: 8, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'all'}});
  function heatOption(view) {
    const panel = view.panel, colours = palette();
    const cells = panel.shades.flatMap((row, i) => row.map((shade, j) => [j, i, shade]));
    const text = c => panel.texts[c[1]][c[0]], known = cells.filter(c => c[2] !== null);
    view.element.classList.toggle('empty', !known.length);
    const longest = Math.max(...panel.rows.map(r => r.length));
    return {
      ...still(),
      xAxis: named(panel.columns, panel.x, 28, colours),
      yAxis: named(panel.rows, panel.y, 18 + 7 * longest, colours),
      visualMap: {show: false, dimension: 2, min: 0, max: 1, inRange: {color: panel.stops}},
      tooltip: tooltip(({value: c}) => `${escaped(panel.x)} ${escaped(panel.columns[c[0]])}<br>${escaped(panel.y)} ${escaped(panel.rows[c[1]])}<br><b>${escaped(panel.value)} ${escaped(text(c))}</b>`),
      series: [
        {type: 'heatmap', data: known, itemStyle: {borderColor: token('--card'), borderWidth: 1}, label: {show: true, fontSize: panel.columns.length > 4 ? 11 : 14, formatter: p => text(p.value)}, emphasis: {disabled: true}},
        {type: 'scatter', silent: true, symbolSize: 0.1, data: cells.filter(c => c[2] === null).map(c => [c[0], c[1]]), label: {show: true, position: 'inside', formatter: '–', color: colours.quiet}},
      ],
    };
  }
  function barsOption(view) {
    const panel = view.panel, figure = view.figure, colours = palette();
    view.element.classList.toggle('empty', !panel.lengths.some(part => part.some(v => v > 0)));
    return {
      ...still(),
      grid: {left: 2, right: 18, top: 8, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'all'},
      xAxis: {type: 'value', name: panel.value, nameLocation: 'middle', nameGap: 28, nameTextStyle: {color: colours.ink, fontSize: 13, fontWeight: 500}, axisLabel: {color: colours.quiet, fontSize: 12, formatter: number, hideOverlap: true}, splitLine: {lineStyle: {color: colours.line}}},
      yAxis: {...named(panel.categories, '', 0, colours), inverse: true, axisLabel: {color: colours.ink, fontSize: 13}},
      tooltip: {...tooltip(ps => `<b>${escaped(ps[0].name)}</b><br>` + ps.map(p => `${escaped(p.seriesName)} ${p.value == null ? '–' : short(p.value)}`).join('<br>')), trigger: 'axis', axisPointer: {type: 'none'}},
      legend: {show: false, data: panel.parts, selected: {...figure.shown}},
      series: panel.parts.map((part, i) => {
        const style = figure.styles[part];
        return {name: part, type: 'bar', stack: 'all', barMaxWidth: 26, data: panel.lengths[i], emphasis: {disabled: true}, itemStyle: {color: dark() ? style.dark : style.light, opacity: figure.focus && figure.focus !== part ? 0.2 : 1}};
      }),
    };
  }
  function option(view) {
    if (view.panel.kind === 'heat') return heatOption(view);
    if (view.panel.kind === 'bars') return barsOption(view);
    const panel = view.panel, log = view.log, r = range(panel, log);
    const colours = {ink: token('--soft'), quiet: token('--quiet'), line: token('--line'), edge: token('--edge')};
    const bounds = {
      x: r ? limits(r.left, r.right, log.x, panel.traces.some(t => t.points) || panel.traces.every(t => t.samples.length <= FEW)) : {min: 0, max: 1},
      y: r ? limits(r.low, r.high, log.y, true) : {min: 0, max: 1},
    };
    view.element.classList.toggle('empty', !r);
    return {
      animation: !calm && !printing, animationDuration: 0, animationDurationUpdate: 250,
      textStyle: {fontFamily: token('--sans')},
      grid: {left: 2, right: 6, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'all'},
      xAxis: axis('x', panel.x.label, bounds.x, r && log.x, colours),
      yAxis: axis('y', panel.y.label, bounds.y, r && log.y, colours),
      legend: {show: false, data: Object.keys(view.figure.styles), selected: {...view.figure.shown}},
      tooltip: {
        trigger: 'axis', transitionDuration: 0, position: (point, params, dom, rect, size) => beside(view, point, size.contentSize), padding: [8, 11], backgroundColor: token('--card'),
        borderColor: token('--edge'), extraCssText: 'box-shadow:0 6px 24px rgb(0 0 0 / 18%);border-radius:9px;',
        axisPointer: {type: 'line', lineStyle: {color: token('--edge'), type: 'solid'}},
        formatter: params => tip(view, back((Array.isArray(params) ? params[0] : params).axisValue, log.x)),
      },
      toolbox: {show: true, top: -99, feature: {dataZoom: {filterMode: 'none', brushStyle: {color: 'rgb(47 111 237 / 14%)', borderColor: token('--focus'), borderWidth: 1}}}},
      series: r ? panel.traces.toReversed().flatMap((t, i) => series(t, view, bounds, i)) : [],
    };
  }
  // Beside the pointer on the side with more room, so that the curves under it stay in sight.
  function beside(view, [x], [width]) {
    const left = view.element.getBoundingClientRect().left, room = document.documentElement.clientWidth - 8;
    const wanted = left + x < room / 2 ? left + x + 22 : left + x - width - 22;
    return [Math.max(8, Math.min(wanted, room - width)) - left, 6];
  }
  function tip(view, x) {
    const figure = view.figure, centre = figure.centre === 'median' ? MEDIAN : MEAN, rows = [];
    for (const trace of view.panel.traces) {
      if (figure.shown[trace.label] === false) continue;
      const s = trace.samples.find(sample => Math.abs(sample[X] - x) <= 1e-9 * Math.abs(x));
      if (s) rows.push({trace, s});
    }
    rows.sort((a, b) => (b.s[centre] ?? Infinity) - (a.s[centre] ?? Infinity));
    const body = rows.map(({trace, s}) => {
      const style = figure.styles[trace.label], colour = dark() ? style.dark : style.light;
      const swatch = `<svg viewBox="0 0 22 9"><path d="M0 4.5H22" fill="none" stroke="${colour}" stroke-width="${style.width}" stroke-dasharray="${style.dash.join(' ')}"/></svg>`;
      const some = trace.seeds > 1 && s[FINITE] > 0;
      const value = s[MEAN] === null ? 'diverged' : short(s[centre]);
      const spread = some ? short(s[LOW]) + ' – ' + short(s[HIGH]) : '';
      const count = !trace.theory && s[FINITE] < trace.seeds ? `${s[FINITE]} of ${trace.seeds} seeds` : '';
      return `<tr><td>${swatch}</td><td>${escaped(trace.label)}</td><td><b>${value}</b></td><td class="range">${spread}</td><td class="range">${count}</td></tr>`;
    });
    return `<div class="tip"><header>${escaped(view.panel.x.label)} ${number(x)}</header><table>${body.join('')}</table></div>`;
  }
  function draw(view) {
    view.chart.setOption(option(view), {notMerge: true});
    if (fine && view.panel.kind === 'lines') view.chart.dispatchAction({type: 'takeGlobalCursor', key: 'dataZoomSelect', dataZoomSelectActive: true});
  }
  // Changes lines and leaves the axes, and with them the zoom, as they are.
  function restyle(figure) {
    for (const view of views) if (view.figure === figure) {
      const {series, legend} = option(view);
      view.chart.setOption({series, legend}, {replaceMerge: ['series']});
    }
  }
  const drawAll = () => views.forEach(draw);

  /* Controls */
  const pressed = (button, on) => button.setAttribute('aria-pressed', String(on));
  function wireFigure(section, figure) {
    const each = (selector, action) => section.querySelectorAll(selector).forEach(action);
    each('.chip', chip => {
      const label = chip.dataset.curve;
      const focus = name => { if (figure.focus !== name) { figure.focus = name; restyle(figure); } };
      chip.addEventListener('click', () => {
        figure.shown[label] = figure.shown[label] === false;
        pressed(chip, figure.shown[label]);
        figure.focus = null;
        restyle(figure);
      });
      if (fine) {
        chip.addEventListener('mouseenter', () => { if (figure.shown[label] !== false) focus(label); });
        chip.addEventListener('mouseleave', () => focus(null));
      }
    });
    each('[data-all]', button => button.addEventListener('click', () => {
      each('.chip', chip => { figure.shown[chip.dataset.curve] = true; pressed(chip, true); });
      restyle(figure);
    }));
    each('[data-centre]', button => button.addEventListener('click', () => {
      figure.centre = button.dataset.centre;
      each('[data-centre]', other => pressed(other, other === button));
      each('[data-centre-word]', word => { word.textContent = figure.centre; });
      restyle(figure);
    }));
    each('[data-band]', button => button.addEventListener('click', () => {
      figure.band = !figure.band;
      pressed(button, figure.band);
      restyle(figure);
    }));
    each('[data-reset]', button => button.addEventListener('click', () => views.filter(view => view.figure === figure).forEach(draw)));
  }
  function wirePanel(element, figure, panel) {
    const chartElement = element.querySelector('.chart');
    const size = chartElement.clientHeight ? {} : {width: 380, height: 320}; // opened straight into print
    const chart = echarts.init(chartElement, null, {renderer: 'svg', ...size});
    const lines = panel.kind === 'lines';
    const view = {figure, panel, chart, element: chartElement, log: lines ? {x: panel.x.log, y: panel.y.log} : {}};
    element.querySelectorAll('[data-axis]').forEach(button => button.addEventListener('click', () => {
      const name = button.dataset.axis;
      view.log[name] = !view.log[name];
      pressed(button, view.log[name]);
      draw(view);
    }));
    chart.getZr().on('dblclick', () => draw(view));
    if (lines) chart.on('datazoom', () => {
      const zoomed = name => scaleOf(view.log[name], ...chart.getModel().getComponent(name + 'Axis').axis.scale.getExtent());
      chart.setOption({xAxis: zoomed('x'), yAxis: zoomed('y')});
    });
    views.push(view);
  }
  function wireCopy() {
    const button = document.getElementById('copy'), text = document.getElementById('command');
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
      } catch {
        getSelection().selectAllChildren(text);
        document.execCommand('copy');
      }
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = 'Copy'; }, 1600);
    });
  }
  function wireTheme() {
    const system = matchMedia('(prefers-color-scheme: dark)');
    showTheme(storedTheme() ?? (system.matches ? 'dark' : 'light'));
    system.addEventListener('change', () => {
      if (!storedTheme()) { showTheme(system.matches ? 'dark' : 'light'); drawAll(); }
    });
    document.getElementById('theme').addEventListener('click', () => {
      showTheme(root.dataset.theme === 'dark' ? 'light' : 'dark');
      try { localStorage.setItem('layerwise-theme', root.dataset.theme); } catch { /* private window */ }
      drawAll();
    });
  }
  // Print shows the charts in light colours, at a size of their own that the view box fits to the paper.
  function print(on) {
    if (printing === on) return;
    printing = on;
    for (const view of views) {
      const columns = Math.min(3, view.figure.panels.length);
      view.chart.resize(on ? {width: [760, 500, 380][columns - 1], height: 320} : {width: 'auto', height: 'auto'});
    }
    drawAll();
    for (const view of views) {
      const svg = view.element.querySelector('svg');
      if (on) svg.setAttribute('viewBox', `0 0 ${view.chart.getWidth()} ${view.chart.getHeight()}`);
      else svg.removeAttribute('viewBox');
    }
  }

  wireTheme();
  wireCopy();
  document.querySelectorAll('.figure').forEach(section => {
    const figure = {...data.figures[+section.dataset.figure], centre: 'mean', band: true, shown: {}, focus: null};
    for (const label of Object.keys(figure.styles)) figure.shown[label] = true;
    section.querySelectorAll('.panel').forEach(element => wirePanel(element, figure, figure.panels[+element.dataset.panel]));
    wireFigure(section, figure);
  });
  drawAll();
  print(matchMedia('print').matches);
  new ResizeObserver(() => {
    if (printing || matchMedia('print').matches) return;
    for (const view of views) if (view.element.clientWidth) view.chart.resize({width: 'auto', height: 'auto'});
  }).observe(document.querySelector('main'));
  addEventListener('beforeprint', () => print(true));
  addEventListener('afterprint', () => print(false));
  matchMedia('print').addEventListener('change', event => print(event.matches));
})();
