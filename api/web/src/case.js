// The case on its diagram. Everything drawn here also stands in the page as text: the canvas is an extra.
import Viewer from 'bpmn-js/lib/NavigatedViewer';
import '../case.css';
import { make, pageData, say } from './page.js';
import { getText } from './http.js';

const READABLE = 0.55, CLOSE = 0.8, LABEL_WIDTH = 64;                                     // zoom: below the first nothing can be read
const holder = document.getElementById('case-canvas');
if (holder) await show(holder);

async function show(holder) {
  const viewer = new Viewer({ container: holder });
  const xml = pageData('case-xml') ?? await getText(holder.dataset.xml);
  if (!await isDrawn(viewer, xml)) return undrawn(holder);
  if (document.documentElement.lang.startsWith('en')) sayInEnglish(viewer);
  const canvas = viewer.get('canvas'), registry = viewer.get('elementRegistry');
  const state = { done: [], flows: [], active: [], incidents: [], ...pageData('case-diagram', {}) };
  const mark = (ids, marker) => ids.filter(id => registry.get(id)).forEach(id => canvas.addMarker(id, marker));
  mark(state.done, 'case-done');
  mark(state.flows, 'case-taken');
  mark(state.active.map(token => token.id), 'case-active');
  mark(state.incidents, 'case-trouble');
  state.active.filter(({ id }) => registry.get(id)).forEach(token => drawToken(viewer.get('overlays'), token, state.incidents));
  state.incidents.filter(id => registry.get(id) && !state.active.some(token => token.id === id))
    .forEach(id => drawToken(viewer.get('overlays'), { id, count: '!', label: say('故障', 'Incident') }, state.incidents));
  look(canvas, registry, state);
  drawTools(holder, viewer);
  wireSelection(viewer);
  window.servicelane = { viewer };
  holder.dataset.ready = 'yes';
}

/** Whether the model could be shown: one written without a drawing still runs. */
function isDrawn(viewer, xml) {
  return viewer.importXML(xml).then(() => true, () => false);
}

/** The steps as a list, opened, in place of an empty canvas. */
function undrawn(holder) {
  holder.replaceWith(make('p', { class: 'soft' }, say('此模型没有图形，步骤见下面的列表。', 'This model has no drawing; its steps stand in the list below.')));
  document.querySelector('section[aria-labelledby=diagram-title] details')?.setAttribute('open', '');
}

/** Names in the second language stand in the model as the property `sl:name.en`. */
function sayInEnglish(viewer) {
  const factory = viewer.get('graphicsFactory');
  viewer.get('elementRegistry').forEach((element, drawn) => {
    const name = secondName(element.businessObject) ?? secondName(element.businessObject?.processRef);  // a pool is named by its process
    if (!name || element.businessObject.name === name) return;
    element.businessObject.name = name;
    for (const shown of [element, ...(element.labels ?? [])]) {
      if (shown.labelTarget && shown.width < LABEL_WIDTH) {                // drawn for two Chinese characters
        shown.x -= (LABEL_WIDTH - shown.width) / 2;
        shown.width = LABEL_WIDTH;
      }
      factory.update(shown.waypoints ? 'connection' : 'shape', shown, viewer.get('elementRegistry').getGraphics(shown));
    }
  });
}

function secondName(described) {
  const properties = described?.extensionElements?.values?.find(({ $type }) => $type === 'zeebe:properties');
  return properties?.$children?.find(property => property.name === 'sl:name.en')?.value;
}

function drawToken(overlays, { id, count, label }, incidents) {
  const isTrouble = incidents.includes(id);
  const html = make('div', { class: `case-token${isTrouble ? ' is-trouble' : ''}`, role: 'img', title: label ?? '', 'aria-label': `${count} × ${label ?? id}` }, String(count ?? 1));
  overlays.add(id, 'token', { position: { top: -14, right: 14 }, html });
}

/** The whole diagram when that can be read, else the place where the case stands (or has ended). */
function look(canvas, registry, state) {
  fit(canvas);
  if (canvas.zoom() >= READABLE) return;
  const places = [...state.incidents, ...state.active.map(token => token.id), ...state.done.filter(id => registry.get(id)?.type === 'bpmn:EndEvent')];
  const shape = places.map(id => registry.get(id)).find(found => found?.parent && !found.children?.length && Number.isFinite(found.x));
  const { width: wide, height: high } = canvas.getSize();
  if (!shape || !wide || !high) return;
  const width = wide / CLOSE, height = high / CLOSE;
  canvas.viewbox({ x: shape.x + shape.width / 2 - width / 2, y: shape.y + shape.height / 2 - height / 2, width, height });
}

function fit(canvas) {
  if (!canvas.getSize().width) return;                                                      // hidden, as on paper: nothing to fit into
  canvas.zoom('fit-viewport', 'auto');
  if (canvas.zoom() > 1.1) canvas.zoom(1, 'auto');
}

function drawTools(holder, viewer) {
  const button = (text, label, onclick) => make('button', { type: 'button', 'aria-label': label, title: label, onclick }, text);
  const zoom = viewer.get('zoomScroll');
  holder.append(make('div', { class: 'case-tools' },
    button('+', say('放大', 'Zoom in'), () => zoom.stepZoom(1)),
    button('−', say('缩小', 'Zoom out'), () => zoom.stepZoom(-1)),
    button('⤢', say('显示全图', 'Show all'), () => fit(viewer.get('canvas')))));
}

/** A shape and the rows about it belong together: choosing one marks the other. */
function wireSelection(viewer) {
  const holder = viewer.get('canvas').getContainer();
  const isRow = node => node && !holder.contains(node);                // the shapes of bpmn-js carry the attribute too
  const rows = () => [...document.querySelectorAll('[data-element-id]')].filter(isRow);
  const canvas = viewer.get('canvas'), registry = viewer.get('elementRegistry');
  let picked = null;
  const pick = (elementId, { scroll }) => {
    if (picked && registry.get(picked)) canvas.removeMarker(picked, 'case-picked');
    picked = elementId;
    const shape = registry.get(elementId);
    if (shape) canvas.addMarker(elementId, 'case-picked');
    const mine = rows().filter(row => row.dataset.elementId === elementId);
    rows().forEach(row => row.classList.toggle('is-focus', mine.includes(row)));
    if (scroll === 'rows') mine[0]?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
    if (scroll === 'canvas' && shape) canvas.scrollToElement(shape);
    document.dispatchEvent(new CustomEvent('servicelane:select', { detail: { elementId } }));
  };
  viewer.on('element.click', ({ element }) => pick((element.labelTarget ?? element).id, { scroll: 'rows' }));
  document.addEventListener('click', event => {
    const row = event.target.closest('[data-element-id]');
    if (isRow(row) && !event.target.closest('a, button, input, summary')) pick(row.dataset.elementId, { scroll: 'canvas' });
  });
  rows().forEach(row => row.matches('a, button, [tabindex]') || row.setAttribute('tabindex', '0'));
  document.addEventListener('keydown', event => {
    if (event.key === 'Enter' && event.target.matches('[data-element-id]') && isRow(event.target)) pick(event.target.dataset.elementId, { scroll: 'canvas' });
  });
}
