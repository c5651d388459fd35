// The BPMN modeler as the workbench wants an editor.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { blankProcess, namePlatform } from './blank.js';

const PALETTE_WIDTH = 115, TOP = 24, NARROW = 640, READABLE_SCALE = .5;

export class BpmnEditor {
  kind = 'bpmn';
  endings = '.bpmn,.xml';
  mime = 'application/xml';

  constructor(modeler, lint) {
    this.modeler = modeler;
    this.lint = lint;
  }

  blank() {
    return blankProcess();
  }

  async load(text) {
    await this.modeler.importXML(text);
    namePlatform(this.modeler.getDefinitions());
    this.fit({ leastScale: READABLE_SCALE });
    await this.lint.run();
  }

  async text() {
    return (await this.modeler.saveXML({ format: true })).xml;
  }

  modelId() {
    const processes = this.modeler.getDefinitions().get('rootElements').filter(element => is(element, 'bpmn:Process'));
    return (processes.find(process => process.isExecutable) ?? processes[0])?.id ?? 'process';
  }

  undo() {
    this.modeler.get('commandStack').undo();
  }

  redo() {
    this.modeler.get('commandStack').redo();
  }

  history() {
    const stack = this.modeler.get('commandStack');
    return { undo: stack.canUndo(), redo: stack.canRedo() };
  }

  onChange(call) {
    this.modeler.on('commandStack.changed', call);
  }

  onLocalFindings(call) {
    this.lint.onFindings(call);
    this.lint.run();
  }

  onServerFindings(findings) {
    this.lint.takeServer(findings);
  }

  /** Show the element of a finding, and the field where the editor knows it. */
  select({ elementId, report }) {
    if (!elementId) return;
    this.modeler.get('linting').showError(report ?? { id: elementId, propertiesPanel: { entryIds: [] } });
  }

  zoom(direction) {
    this.modeler.get('zoomScroll').stepZoom(direction);
  }

  /** The whole diagram, beside the palette ('fit-viewport' alone puts it below), or its upper left part at `leastScale`. */
  fit({ leastScale = 0 } = {}) {
    const canvas = this.modeler.get('canvas');
    canvas.zoom('fit-viewport');
    const { inner, outer } = canvas.viewbox();
    if (!outer.width || !inner.width) return;
    const left = outer.width < NARROW ? 8 : PALETTE_WIDTH;
    const whole = Math.min((outer.width - left - 20) / inner.width, (outer.height - TOP - 40) / inner.height, 1);
    const scale = Math.max(whole, leastScale);
    canvas.viewbox({ x: inner.x - left / scale, y: inner.y - TOP / scale, width: outer.width / scale, height: outer.height / scale });
  }

  /** Whether the minimap is open now. */
  minimap() {
    const minimap = this.modeler.get('minimap');
    minimap.toggle();
    return minimap.isOpen();
  }
}
