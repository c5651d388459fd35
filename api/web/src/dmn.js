// The decision editor.
import DmnModeler from 'dmn-js/lib/Modeler';
import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression-controls.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn-embedded.css';
import '../designer.css';
import '../dmn.css';
import { DmnEditor } from './dmn/editor.js';
import { translateModule, untranslated } from './i18n.js';
import { Workbench } from './workbench/workbench.js';

const view = { additionalModules: [translateModule] };               // each view needs it; `common` would ignore it
const modeler = new DmnModeler({
  container: document.getElementById('canvas'),
  drd: view, decisionTable: view, literalExpression: view, boxedExpression: view
});
const workbench = new Workbench(new DmnEditor(modeler, document.getElementById('dmn-views')));
window.servicelane = { modeler, workbench, untranslated };
await workbench.start();
