// dmn-js as the workbench wants an editor: one file, several views (diagram, tables, expressions).
import { make, say } from '../page.js';
import { asReadable } from './versions.js';

const VIEW_WORDS = { drd: say('关系图', 'Diagram'), decisionTable: say('决策表', 'Table'), literalExpression: say('表达式', 'Expression'), boxedExpression: say('表达式', 'Expression') };
const NAMESPACE = 'https://www.omg.org/spec/DMN/20191111';

export class DmnEditor {
  kind = 'dmn';
  endings = '.dmn,.xml';
  mime = 'application/xml';

  constructor(modeler, tabs) {
    this.modeler = modeler;
    this.tabs = tabs;
    this.listeners = [];
    this.restore = text => text;
    modeler.on('views.changed', ({ views, activeView }) => this.drawTabs(views, activeView));
    modeler.on('viewer.created', ({ viewer }) => viewer.on('commandStack.changed', () => this.listeners.forEach(call => call())));
  }

  blank() {
    const id = `decision_${Math.random().toString(36).slice(2, 8)}`, name = say('新决策', 'New decision');
    return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="${NAMESPACE}/MODEL/" xmlns:dmndi="${NAMESPACE}/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="definitions_${id}" name="${name}" namespace="http://servicelane.example/dmn">
  <decision id="${id}" name="${name}">
    <decisionTable id="table_${id}" hitPolicy="FIRST">
      <input id="input_1" label="${say('条件', 'Condition')}"><inputExpression id="expression_1" typeRef="string"><text></text></inputExpression></input>
      <output id="output_1" label="${say('结果', 'Result')}" name="result" typeRef="string" />
    </decisionTable>
  </decision>
  <dmndi:DMNDI><dmndi:DMNDiagram><dmndi:DMNShape dmnElementRef="${id}"><dc:Bounds height="80" width="180" x="160" y="100" /></dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI>
</definitions>
`;
  }

  /** Opens the table of the first decision; the view that was open stays open when the file still has it. */
  async load(text) {
    const open = this.modeler.getActiveView()?.id;
    const readable = asReadable(text);
    await this.modeler.importXML(readable.text);
    this.restore = readable.restore;
    const views = this.modeler.getViews();
    await this.modeler.open(views.find(view => view.id === open) ?? views.find(view => view.type === 'decisionTable') ?? views[0]);
  }

  async text() {
    return this.restore((await this.modeler.saveXML({ format: true })).xml);
  }

  modelId() {
    return this.modeler.getDefinitions().id;
  }

  stack() {
    return this.modeler.getActiveViewer()?.get('commandStack', false);
  }

  undo() {
    this.stack()?.undo();
  }

  redo() {
    this.stack()?.redo();
  }

  history() {
    return { undo: Boolean(this.stack()?.canUndo()), redo: Boolean(this.stack()?.canRedo()) };
  }

  onChange(call) {
    this.listeners.push(call);
  }

  /** Open the decision that holds the element of a finding. */
  async select({ elementId }) {
    const holder = this.modeler.getViews().find(({ element, type }) => type !== 'drd' && contains(element, elementId));
    if (holder) await this.modeler.open(holder);
    document.querySelector(`[data-element-id="${CSS.escape(elementId ?? '')}"]`)?.scrollIntoView({ block: 'center' });
  }

  drawTabs(views, activeView) {
    this.tabs.replaceChildren(...views.map(view => {
      const button = make('button', { type: 'button', onclick: () => this.modeler.open(view) }, `${VIEW_WORDS[view.type] ?? view.type} · ${view.element.name || view.element.id}`);
      if (view.id === activeView?.id) button.setAttribute('aria-current', 'true');
      return make('li', {}, button);
    }));
    this.listeners.forEach(call => call());
  }
}

function contains(element, id) {
  if (!element || typeof element !== 'object') return false;
  if (element.id === id) return true;
  const parts = element.$descriptor?.properties.filter(({ isReference }) => !isReference).map(({ name }) => element[name]) ?? [];
  return parts.flat().some(part => part?.$type && contains(part, id));
}
