// The list below the canvas: what the editor sees while one draws, and what the server's gate says about the whole.
import { lang, make, say } from '../page.js';

const ORDER = { error: 0, warning: 1, ignored: 2, info: 3 };
const TONES = { error: 'bad', warning: 'warn', ignored: 'info', info: 'info' };
const WORDS = {
  error: say('错误', 'Error'), warning: say('警告', 'Warning'),
  ignored: say('不执行', 'Not executed'), info: say('提示', 'Hint')
};

/** A server finding `{code, level, elementId, elementName, line, reason, advice}` as a row of the list. */
export function fromServer(finding) {
  return {
    level: finding.level, source: 'server', code: finding.code, elementId: finding.elementId || null,
    name: finding.elementName || finding.elementId || (finding.line ? say(`第 ${finding.line} 行`, `Line ${finding.line}`) : ''),
    text: inLanguage(finding.reason), advice: inLanguage(finding.advice)
  };
}

export const countErrors = findings => findings.filter(finding => finding.level === 'error').length;

/** The rows `findings` in `list`, their counts in `summary`; a press on a row calls `select(finding)`. */
export function showFindings(list, summary, findings, select) {
  const toDo = inOrder(findings.filter(finding => finding.level !== 'ignored')), ignored = findings.filter(finding => finding.level === 'ignored');
  const wasOpen = list.querySelector('details')?.open ?? false;
  list.replaceChildren(...toDo.map(finding => row(finding, select)), ...(ignored.length ? [folded(ignored, select, wasOpen)] : []));
  summary.replaceChildren(...counts(findings));
}

/** Errors and warnings without buttons, for the deploy dialog. */
export const plainRows = findings => inOrder(findings).filter(finding => finding.level === 'error' || finding.level === 'warning')
  .map(finding => make('li', { class: 'wb-finding' }, ...parts(finding)));

/** All findings; where the gate has an error at an element, the editor's own warnings about it are left out. */
export function merged(local, server) {
  const told = new Set(server.filter(finding => finding.level === 'error').map(finding => finding.elementId));
  return [...server, ...local.filter(finding => finding.level !== 'warning' || !told.has(finding.elementId))];
}

const inOrder = findings => [...findings].sort((a, b) => ORDER[a.level] - ORDER[b.level]);

/** What the engine reads and does not execute (names, drawing) needs no attention, but is not hidden either. */
function folded(findings, select, open) {
  const title = say(`${findings.length} 项内容不参与执行(名称、图形等)`, `${findings.length} things are not executed (names, drawing …)`);
  return make('li', {}, make('details', { class: 'wb-folded', open }, make('summary', {}, title), make('ol', { class: 'wb-list' }, ...findings.map(finding => row(finding, select)))));
}

function row(finding, select) {
  return make('li', {}, make('button', { type: 'button', class: 'wb-finding', onclick: () => select(finding) }, ...parts(finding)));
}

function parts(finding) {
  return [
    make('span', { class: `badge tone-${TONES[finding.level]}` }, WORDS[finding.level]),
    finding.name && make('span', { class: 'wb-finding-name' }, finding.name),
    make('span', { class: 'wb-finding-text' }, finding.text, finding.advice && make('span', { class: 'soft' }, ` ${finding.advice}`)),
    finding.code && make('code', { class: 'wb-finding-code' }, finding.code)
  ];
}

function counts(findings) {
  const words = Object.keys(WORDS).filter(level => level !== 'ignored').map(level => [level, findings.filter(finding => finding.level === level).length]).filter(([, count]) => count);
  if (!words.length) return [make('span', { class: 'badge tone-ok' }, say('没有问题', 'No findings'))];
  return words.map(([level, count]) => make('span', { class: `badge tone-${TONES[level]}` }, `${WORDS[level]} ${count}`));
}

const inLanguage = text => (text && typeof text === 'object' ? text[lang] || text.en || '' : text || '');
