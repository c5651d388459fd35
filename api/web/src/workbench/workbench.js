// What the three editors share: loading, toolbar, unsaved changes, draft, check, deploy, versions.
// An editor is an object: { kind, endings, mime, blank(), load(text), text(), undo(), redo(), history() -> {undo, redo},
// onChange(call), onLocalFindings?(call), onServerFindings?(findings), select(finding), modelId(), zoom?(direction), fit?(), minimap?() }.
import { Refused, call, getText, postJson } from '../http.js';
import { ask } from '../ask.js';
import { make, pageData, say, settle } from '../page.js';
import { toast } from '../toast.js';
import { deploy } from './deploy.js';
import { draftOf, dropOldDrafts } from './drafts.js';
import { acceptDrops, chooseFile, download } from './files.js';
import { fromServer, merged, showFindings } from './findings.js';

const root = document.getElementById('workbench');
const CHECK_AFTER = 900, DRAFT_AFTER = 1500;

export class Workbench {
  constructor(editor) {
    this.editor = editor;
    this.page = pageData('workbench-data', {});
    this.draft = draftOf(editor.kind, this.page.id || 'new');
    this.local = [];
    this.server = [];
    this.saved = '';
    this.beganSaved = true;
    this.isDirty = false;
    this.later = { check: settle(CHECK_AFTER, () => this.check()), keep: settle(DRAFT_AFTER, () => this.keepDraft()) };
  }

  /** Load the model and wire the page. The page says data-ready when it can be used. */
  async start() {
    dropOldDrafts();
    const text = await this.source();
    await this.open(text, { isSaved: true });
    if (root.classList.contains('is-broken')) return;
    this.wire();
    await this.offerDraft();
    root.dataset.ready = 'yes';
    await this.check();
  }

  /** The deployed text; that of a new model when there is none. */
  async source() {
    if (!this.page.source) return this.editor.blank();
    return getText(this.page.source);
  }

  /** The name the file is deployed under: the one it already has, unless the model got another id. */
  fileName() {
    const id = this.editor.modelId();
    return id === this.page.id && this.page.resourceName ? this.page.resourceName : `${id}.${this.editor.kind}`;
  }

  async open(text, { isSaved = false } = {}) {
    try {
      await this.editor.load(text);
    } catch (problem) {
      if (isSaved) return this.refuse(text, problem);
      return toast(say(`无法打开:${problem.message}`, `Cannot be opened: ${problem.message}`), 'bad');
    }
    if (isSaved) this.saved = await this.editor.text();
    this.beganSaved = isSaved;
    this.changed();
  }

  /** The deployed text cannot be drawn: say so, offer the file, and let nothing be deployed over it. */
  refuse(text, problem) {
    root.classList.add('is-broken');
    const save = () => download(this.page.resourceName ?? `model.${this.editor.kind}`, text, this.editor.mime);
    root.querySelector('[data-part=draft]').replaceChildren(make('div', { class: 'notice tone-bad', role: 'alert' },
      make('div', { class: 'row grow' },
        make('span', { class: 'grow' }, say(`无法在编辑器中打开:${problem.message}`, `Cannot be opened in the editor: ${problem.message}`)),
        make('button', { type: 'button', class: 'btn btn-small', onclick: save }, say('下载文件', 'Download the file')))));
  }

  wire() {
    const on = (action, call) => root.querySelectorAll(`[data-action=${action}]`).forEach(button => button.addEventListener('click', call));
    const { editor } = this;
    on('undo', () => editor.undo());
    on('redo', () => editor.redo());
    on('zoom-in', () => editor.zoom(1));
    on('zoom-out', () => editor.zoom(-1));
    on('fit', () => editor.fit());
    on('minimap', event => event.currentTarget.setAttribute('aria-pressed', String(editor.minimap())));
    on('check', () => this.check({ isAsked: true }));
    on('download', async () => download(this.fileName(), await editor.text(), editor.mime));
    on('open', () => chooseFile(editor.endings, text => this.openFile(text)));
    on('deploy', () => this.deploy());
    on('newest', () => this.deploy());
    on('discard', () => this.discard());
    acceptDrops(root, editor.endings, text => this.openFile(text));
    root.querySelector('[data-action=version]')?.addEventListener('change', event => location.assign(event.target.value));
    editor.onChange(() => this.changed());
    editor.onLocalFindings?.(findings => {
      this.local = findings;
      this.show();
    });
    addEventListener('beforeunload', event => this.isDirty && event.preventDefault());
    document.addEventListener('keydown', event => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
      event.preventDefault();
      this.deploy();
    });
  }

  /** Something was edited: buttons, state, draft and check follow. */
  async changed() {
    const { undo, redo } = this.editor.history();
    root.querySelectorAll('[data-action=undo]').forEach(button => (button.disabled = !undo));
    root.querySelectorAll('[data-action=redo]').forEach(button => (button.disabled = !redo));
    this.setDirty(await this.differs());
    if (!root.dataset.ready) return;
    this.later.keep();
    this.later.check();
  }

  /** Whether the text is another than the deployed one. With everything undone it is not, even where the editor left traces. */
  async differs() {
    if (this.beganSaved && !this.editor.history().undo) return false;
    return await this.editor.text() !== this.saved;
  }

  setDirty(isDirty) {
    this.isDirty = isDirty;
    const state = root.querySelector('[data-part=state]');
    state.textContent = isDirty ? say('未部署的修改', 'Changes not deployed') : this.page.key ? say('已部署', 'Deployed') : say('新建', 'New');
    state.className = `badge badge-dot ${isDirty ? 'tone-warn' : this.page.key ? 'tone-ok' : ''}`;
    root.querySelectorAll('[data-action=discard]').forEach(button => (button.disabled = !isDirty));
  }

  async keepDraft() {
    if (!this.isDirty) return this.draft.drop();
    this.draft.write(await this.editor.text(), this.page.key ?? null);
  }

  async offerDraft() {
    const draft = this.draft.read();
    if (!draft || draft.text === this.saved) return this.draft.drop();
    const at = new Intl.DateTimeFormat(say('zh-CN', 'en-GB'), { dateStyle: 'medium', timeStyle: 'short' }).format(draft.at);
    const note = root.querySelector('[data-part=draft]');
    const end = () => note.replaceChildren();
    const other = draft.base && draft.base !== this.page.key ? say('(基于另一版本)', ' (begun on another version)') : '';
    note.replaceChildren(make('div', { class: 'notice tone-info', role: 'status' },
      make('div', { class: 'row grow' },
        make('span', { class: 'grow' }, say(`本浏览器保存有 ${at} 的未部署草稿${other}。`, `This browser keeps an undeployed draft of ${at}${other}.`)),
        make('button', { type: 'button', class: 'btn btn-small btn-primary', onclick: () => (end(), this.open(draft.text)) }, say('继续编辑草稿', 'Go on with the draft')),
        make('button', { type: 'button', class: 'btn btn-small', onclick: () => (end(), this.draft.drop()) }, say('丢弃草稿', 'Discard it')))));
  }

  async openFile(text) {
    const question = say('打开文件会替换当前的修改。继续吗?', 'Opening a file replaces the changes made here. Go on?');
    if (!this.isDirty || await ask(question, { agree: say('打开', 'Open') })) await this.open(text);
  }

  async discard() {
    const question = say('放弃全部未部署的修改?', 'Discard all changes that are not deployed?');
    if (!await ask(question, { agree: say('放弃修改', 'Discard'), danger: true })) return;
    this.draft.drop();
    await this.open(this.saved, { isSaved: true });
  }

  /** Ask the server's gate; its findings, or null when it could not be asked. */
  async check({ isAsked = false } = {}) {
    const run = this.run = {};
    const text = await this.editor.text();
    const body = { name: this.fileName(), text, kind: this.editor.kind };
    const answer = await postJson('/api/v1/models/lint', body).catch(problem => problem);
    if (answer instanceof Refused) {
      if (isAsked) toast(answer.message, 'bad');
      return null;
    }
    if (answer instanceof Error) throw answer;
    const findings = answer.findings.map(fromServer);
    if (run === this.run) {
      this.server = findings;
      this.editor.onServerFindings?.(findings);
      this.show();
      if (isAsked && !findings.length) toast(say('检查通过,没有问题', 'Checked: no findings'));
    }
    return findings;
  }

  show() {
    const list = root.querySelector('[data-part=findings]'), counts = root.querySelector('[data-part=counts]');
    showFindings(list, counts, merged(this.local, this.server), finding => this.editor.select(finding));
  }

  async deploy() {
    if (document.getElementById('deploy-dialog').open) return;
    const text = await this.editor.text();
    const done = await deploy({ kind: this.editor.kind, name: this.fileName(), text, check: () => this.check() });
    if (!done) return;
    this.saved = text;
    this.draft.drop();
    this.page = { ...this.page, key: done.key, id: done.id, newestKey: done.key };
    this.draft = draftOf(this.editor.kind, done.id);
    this.beganSaved = false;
    this.setDirty(await this.differs());
    history.replaceState(null, '', `/designer/${this.editor.kind}/${done.key}`);
    this.showDeployed(done);
  }

  showDeployed(done) {
    const text = done.isNew
      ? say(`已部署 ${done.id} 第 ${done.version} 版。新案件立即使用;进行中的案件保持原版本。`, `Deployed ${done.id}, version ${done.version}. New cases use it at once; running ones stay on theirs.`)
      : say(`内容与现有第 ${done.version} 版相同,没有产生新版本。`, `The same as version ${done.version}: no new version was made.`);
    const badge = root.querySelector('[data-part=version]');
    badge.textContent = `v${done.version}`;
    badge.hidden = false;
    root.querySelector('[data-action=version]')?.remove();
    root.querySelector('[data-part=draft]').replaceChildren(make('div', { class: `notice tone-${done.isNew ? 'ok' : 'info'}`, role: 'status' },
      make('div', { class: 'row grow' }, make('span', { class: 'grow' }, text),
        make('a', { class: 'btn btn-small', href: `/designer/${this.editor.kind}/${done.key}` }, say('打开此版本', 'Open this version')),
        make('a', { class: 'btn btn-small', href: '/designer' }, say('全部模型', 'All models')))));
  }
}

/** The vocabulary for pick-lists; empty lists when the server cannot be asked. */
export async function vocabulary() {
  const none = { roles: [], units: [], calendars: [], jobTypes: [], forms: [], decisions: [], processes: [], variables: [] };
  const answer = await call('GET', '/api/v1/models/vocabulary').then(response => response.json()).catch(() => ({}));
  return { ...none, ...answer };
}
