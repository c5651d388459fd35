// Runs the linter after each edit and brings its reports, with those of the server, to canvas, list and field.
import { Linter } from '@camunda/linting';
import { CloudElementTemplatesLinterPlugin } from 'bpmn-js-element-templates';
import chinese from '../../i18n/lint.zh.json';
import { translate } from '../i18n.js';
import { lang, settle } from '../page.js';
import { elementTemplates } from './templates.js';
import { rulePlugins } from './rules.js';

// Camunda 8 cannot run these; Servicelane's own gate decides about them.
const NOT_OURS = new Set(['camunda-compat/element-type', 'camunda-compat/no-version-tag', 'camunda-compat/version-tag', 'camunda-compat/user-task-form', 'camunda-compat/no-business-id']);
// Only the gate's errors block a deployment, so only they are called errors.
const LEVELS = { error: 'warning', 'rule-error': 'warning', warn: 'warning', info: 'info' };

export class Lint {
  constructor(modeler, words) {
    this.modeler = modeler;
    this.linting = modeler.get('linting');
    this.linter = new Linter({ type: 'cloud', modeler: 'web', plugins: [...rulePlugins(words.roles), CloudElementTemplatesLinterPlugin(elementTemplates)] });
    this.local = [];
    this.server = [];
    this.listeners = [];
    this.linting.activate();
    modeler.on(['elements.changed', 'import.done', 'elementTemplates.changed'], settle(300, () => this.run()));
    if (lang === 'zh') modeler.on('propertiesPanel.setErrors', 2000, event => translateFieldErrors(event.errors));
  }

  onFindings(listener) {
    this.listeners.push(listener);
  }

  async run() {
    const turn = this.turn = {};
    const reports = await this.linter.lint(this.modeler.getDefinitions());
    if (turn !== this.turn) return;                                  // a newer run is under way
    this.local = reports.filter(report => !NOT_OURS.has(report.rule) && !this.isPublished(report));
    for (const report of this.local) {
      report.message = messageOf(report);
      if (report.category === 'error') report.category = 'warn';
    }
    this.draw();
    this.listeners.forEach(listener => listener(this.local.map(report => this.finding(report))));
  }

  /** A message that is thrown without a job is published by the engine itself (dialect E6), unlike in Camunda 8. */
  isPublished({ rule, id }) {
    if (rule !== 'camunda-compat/implementation') return false;
    const bo = this.modeler.get('elementRegistry').get(id)?.businessObject;
    return Boolean(bo && [bo, ...(bo.eventDefinitions ?? [])].some(one => one.messageRef));
  }

  /** Findings of the server's gate are drawn beside the editor's own. */
  takeServer(findings) {
    this.server = findings.filter(finding => finding.elementId && finding.level !== 'ignored').map(finding => ({
      id: finding.elementId, message: finding.text, category: finding.level === 'error' ? 'error' : 'warn',
      rule: `servicelane/gate-${finding.code}`, propertiesPanel: { entryIds: [] }
    }));
    this.draw();
  }

  draw() {
    this.linting.setErrors([...this.server, ...this.local]);
  }

  finding(report) {
    const element = this.modeler.get('elementRegistry').get(report.id);
    return { level: LEVELS[report.category] ?? 'info', source: 'editor', elementId: report.id, name: element?.businessObject.name || report.name || report.id, text: report.message, report };
  }
}

function messageOf(report) {
  return lang === 'zh' ? chinese[report.rule] ?? translate(report.message) : report.message;
}

/** Errors beside a field are other texts than the reports. */
function translateFieldErrors(errors) {
  for (const [id, text] of Object.entries(errors)) errors[id] = / must be defined\.$/.test(text) ? '不能为空。' : translate(text);
}
