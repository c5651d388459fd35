// The deploy dialog: what the gate says, a note, and what came of it.
import { Refused, postJson } from '../http.js';
import { make, say } from '../page.js';
import { countErrors, plainRows } from './findings.js';

/**
 * Ask for a note and deploy. `check()` gives the findings of the server, or null when it cannot be asked.
 * Resolves with `{key, id, version, isNew}` of the deployed model, or null when the reader thinks again.
 */
export async function deploy({ kind, name, text, check }) {
  const dialog = document.getElementById('deploy-dialog');
  const parts = Object.fromEntries(['name', 'note', 'findings', 'problem', 'go', 'wait'].map(part => [part, dialog.querySelector(`[data-part=${part}]`)]));
  parts.name.textContent = name;
  parts.problem.hidden = true;
  parts.findings.replaceChildren();
  parts.go.disabled = true;
  parts.wait.hidden = false;
  dialog.returnValue = '';
  dialog.showModal();
  const closed = new Promise(done => dialog.addEventListener('close', () => done(null), { once: true }));
  const findings = await check();
  parts.wait.hidden = true;
  const errors = findings ? countErrors(findings) : 0;
  parts.findings.replaceChildren(...plainRows(findings ?? []));
  if (findings === null) tell(parts.problem, say('无法检查:服务器没有应答。部署时会再次检查。', 'Not checked: the server did not answer. It checks again when deploying.'));
  if (errors) tell(parts.problem, say(`有 ${errors} 个错误,改正后才能部署。`, `${errors} error(s): correct them before deploying.`));
  parts.go.disabled = errors > 0;
  if (!errors) parts.note.focus();
  const sent = new Promise(done => {
    parts.go.onclick = async () => {
      parts.go.disabled = true;
      parts.go.classList.add('is-busy');
      const result = await send({ kind, name, text, note: parts.note.value }).catch(problem => problem);
      parts.go.classList.remove('is-busy');
      parts.go.disabled = false;
      if (result instanceof Refused) return tell(parts.problem, explain(result));
      if (result instanceof Error) throw result;
      parts.note.value = '';
      dialog.close('deployed');
      done(result);
    };
  });
  return Promise.race([sent, closed.then(() => (dialog.returnValue === 'deployed' ? sent : null))]);
}

/** A file may hold several models; the one of the editor's kind is told about. */
async function send({ kind, name, text, note }) {
  const { items } = await postJson('/api/v1/models/publish', { kind, name, text, note: note.trim() });
  return items.find(item => item.kind === kind) ?? items[0];
}

function explain(refused) {
  const problems = (refused.body.errors ?? []).map(error => error.detail).filter(Boolean);
  const lines = problems.length ? problems : [refused.message];
  return make('div', {}, make('p', { class: 'notice-title' }, say('服务器拒绝了部署', 'The server refused')), make('ul', {}, ...lines.map(line => make('li', {}, line))));
}

function tell(place, content) {
  place.replaceChildren(content);
  place.hidden = false;
}
