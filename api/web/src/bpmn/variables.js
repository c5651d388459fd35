// Variables that every case of ours has, so that FEEL fields suggest them: the resolver finds only what the model writes.
import VariableProvider from '@bpmn-io/variable-resolver/lib/VariableProvider';
import { is } from 'bpmn-js/lib/util/ModelUtil';

class KnownVariables extends VariableProvider {
  constructor(variableResolver, config) {
    super(variableResolver);
    this.variables = config.words.variables;
  }

  getVariables(element) {
    return is(element, 'bpmn:Process') || is(element, 'bpmn:Participant') ? this.variables : undefined;
  }
}
KnownVariables.$inject = ['variableResolver', 'config.servicelane'];

export const knownVariables = { __init__: ['knownVariables'], knownVariables: ['type', KnownVariables] };
