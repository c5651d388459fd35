import './i18n.js';
import { FormEditor } from '@bpmn-io/form-js-editor';
window.x = FormEditor;
