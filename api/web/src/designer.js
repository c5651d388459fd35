// The process designer.
import '../designer.css';
import { BpmnEditor } from './bpmn/editor.js';
import { Lint } from './bpmn/lint.js';
import { makeModeler } from './bpmn/modeler.js';
import { untranslated } from './i18n.js';
import { Workbench, vocabulary } from './workbench/workbench.js';

const words = await vocabulary();
const modeler = makeModeler(document.getElementById('canvas'), document.getElementById('panel'), words);
const workbench = new Workbench(new BpmnEditor(modeler, new Lint(modeler, words)));
new ResizeObserver(() => modeler.get('canvas').resized()).observe(document.getElementById('canvas'));   // the palette follows
window.servicelane = { modeler, workbench, untranslated };           // for the browser's console and our tests
await workbench.start();
