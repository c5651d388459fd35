// Our own form-js component. In the editor it is a placeholder; task pages draw the real pad.
// `preact` must be the very copy form-js uses: with another one the component draws, but its hooks fail.
import { h } from 'preact';
import { Description, Label } from '@bpmn-io/form-js-viewer';
import { say } from '../page.js';

const NAME = say('签名', 'Signature');
const stroke = { fill: 'none', stroke: 'currentColor', 'stroke-width': 2.5, 'stroke-linecap': 'round' };

function Signature({ field, domId }) {
  const { label, description, validate = {} } = field;
  return h('div', { class: 'fjs-form-field fjs-form-field-signature' },
    h(Label, { htmlFor: domId, label, required: validate.required }),
    h('input', { id: domId, type: 'text', class: 'fjs-input', placeholder: say('在此签名', 'Sign here'), readOnly: true }),
    h(Description, { id: `${domId}-description`, description }));
}

Signature.config = {
  type: 'signature',
  keyed: true,
  group: 'basic-input',
  name: NAME,
  label: NAME,
  emptyValue: null,
  sanitizeValue: ({ value }) => (typeof value === 'string' ? value : null),
  icon: () => h('svg', { width: 54, height: 54, viewBox: '0 0 54 54', ...stroke }, h('path', { d: 'M10 36c7-15 13-21 16-18 4 4-8 16-4 17 4 2 9-9 12-7s-2 6 2 6c3 0 5-2 9-3M10 44h35' })),
  create: (options = {}) => ({ label: NAME, ...options }),
  propertiesPanelEntries: ['key', 'label', 'description', 'disabled', 'readonly', 'required']
};

class SignatureField {
  constructor(formFields) {
    formFields.register('signature', Signature);
  }
}
SignatureField.$inject = ['formFields'];

export const signatureModule = { __init__: ['signatureField'], signatureField: ['type', SignatureField] };
