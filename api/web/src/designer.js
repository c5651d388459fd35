import './i18n.js';
import S from 'bpmn-js-token-simulation';
import { Linter } from '@camunda/linting';
window.x = [S, Linter];
