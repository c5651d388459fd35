// The form editor, with a preview of the real task page.
import './i18n.js';                                                  // first: form-js looks its own texts up while it loads
import { FormEditor } from '@bpmn-io/form-js-editor';
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor.css';
import '@bpmn-io/form-js-editor/dist/assets/properties-panel.css';
import '@bpmn-io/form-js-editor/dist/assets/dragula.css';
import '../designer.css';
import '../form-editor.css';
import { englishModule, missingEnglish } from './form/english.js';
import { lookupModule } from './form/lookup.js';
import { wirePreview } from './form/preview.js';
import { signatureModule } from './form/signature.js';
import { untranslated } from './i18n.js';
import { pageData, say, settle } from './page.js';
import { Workbench } from './workbench/workbench.js';

const NOT_RENDERED = new Set(['iframe', 'documentPreview']);

class FormAdapter {
  kind = 'form';
  endings = '.form,.json';
  mime = 'application/json';

  constructor(editor) {
    this.editor = editor;
    this.loaded = null;
  }

  blank() {
    const id = `form_${Math.random().toString(36).slice(2, 8)}`;
    const components = [{ type: 'text', text: say('# 新表单', '# New form'), layout: { row: 'row_1' }, id: 'title' }];
    return JSON.stringify({ type: 'default', id, schemaVersion: 19, components });
  }

  async load(text) {
    await this.editor.importSchema(withUniqueIds(JSON.parse(text)));
  }

  async text() {
    return `${JSON.stringify(saved(this.editor), null, 2)}\n`;
  }

  modelId() {
    return this.editor.saveSchema().id ?? 'form';
  }

  undo() {
    this.editor.get('commandStack').undo();
  }

  redo() {
    this.editor.get('commandStack').redo();
  }

  history() {
    const stack = this.editor.get('commandStack');
    return { undo: stack.canUndo(), redo: stack.canRedo() };
  }

  onChange(call) {
    this.editor.on('changed', call);
  }

  onLocalFindings(call) {
    const look = () => call(findings(saved(this.editor)));
    this.editor.on('changed', settle(300, look));
    look();
  }

  select({ elementId }) {
    const field = this.editor.get('formFieldRegistry').get(elementId);
    if (!field) return;
    this.editor.get('selection').set(field);
    document.querySelector(`.fjs-element[data-id="${CSS.escape(elementId)}"]`)?.scrollIntoView({ block: 'center' });
  }
}

/** The schema to deploy: form-js gives a choice without options one called "Value", also where a look-up brings them. */
function saved(editor) {
  const schema = editor.saveSchema();
  (function walk(components) {
    for (const field of components ?? []) {
      if (field.properties?.lookup) delete field.values;
      walk(field.components);
    }
  })(schema.components);
  return schema;
}

/** form-js refuses a schema in which two components have one id; values go by key, so the second may have another. */
function withUniqueIds(schema) {
  const seen = new Set();
  (function walk(components) {
    for (const field of components ?? []) {
      let id = field.id;
      for (let number = 2; seen.has(id); number++) id = `${field.id}_${number}`;
      if (id) seen.add(field.id = id);
      walk(field.components);
    }
  })(schema.components);
  return schema;
}

/** What the editor itself can say: components we do not render, and texts without English. */
function findings(schema) {
  const rows = [];
  (function walk(components) {
    for (const field of components ?? []) {
      if (NOT_RENDERED.has(field.type)) rows.push(row('error', field, say(`任务页面不支持组件 ${field.type}`, `Task pages do not show the component ${field.type}`)));
      walk(field.components);
    }
  })(schema.components);
  for (const { field, text } of missingEnglish(schema.components ?? [])) rows.push(row('info', field, say(`缺少:${text.label}`, `Missing: ${text.label}`)));
  return rows;
}

const row = (level, field, text) => ({ level, source: 'editor', elementId: field.id, name: field.label || field.key || field.id, text });

const editor = new FormEditor({ container: document.getElementById('form-editor'), additionalModules: [signatureModule, englishModule, lookupModule] });
const workbench = new Workbench(new FormAdapter(editor));
window.servicelane = { editor, workbench, untranslated, pageData };
await workbench.start();
await wirePreview(editor)();
