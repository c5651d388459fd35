// bpmn-js with everything a designer of ours needs, assembled from single packages.
import Modeler from 'bpmn-js/lib/Modeler';
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule, ZeebeTooltipProvider } from 'bpmn-js-properties-panel';
import { CloudElementTemplatesPropertiesProviderModule } from 'bpmn-js-element-templates';
import ElementTemplateChooserModule from '@bpmn-io/element-template-chooser';
import { CreateAppendAnythingModule, CreateAppendElementTemplatesModule } from 'bpmn-js-create-append-anything';
import ZeebeBehaviorsModule from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import { ZeebeVariableResolverModule } from '@bpmn-io/variable-resolver';
import TokenSimulationModule from 'bpmn-js-token-simulation';
import ColorPickerModule from 'bpmn-js-color-picker';
import MinimapModule from 'diagram-js-minimap';
import lintingModule from '@camunda/linting/modeler';
import zeebeModdle from 'zeebe-bpmn-moddle/resources/zeebe.json';
import modelerModdle from 'modeler-moddle/resources/modeler.json';
import { translateModule } from '../i18n.js';
import { servicelanePanel } from './panel.js';
import { elementTemplates } from './templates.js';
import { knownVariables } from './variables.js';

import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css';
import '@bpmn-io/properties-panel/assets/properties-panel.css';
import 'bpmn-js-element-templates/dist/assets/element-templates.css';
import '@bpmn-io/element-template-chooser/dist/element-template-chooser.css';
import '@camunda/linting/assets/linting.css';
import 'bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css';
import 'bpmn-js-color-picker/colors/color-picker.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';

/** A modeler in `canvas` with its panel in `panel`; `words` is the vocabulary of this installation. */
export function makeModeler(canvas, panel, words) {
  const modeler = new Modeler({
    container: canvas,
    propertiesPanel: { parent: panel, feelTooltipContainer: document.body, description: {}, tooltip: ZeebeTooltipProvider },
    servicelane: { words },
    moddleExtensions: { zeebe: zeebeModdle, modeler: modelerModdle },
    additionalModules: [
      BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule,
      CloudElementTemplatesPropertiesProviderModule, ElementTemplateChooserModule,
      CreateAppendAnythingModule, CreateAppendElementTemplatesModule,
      ZeebeBehaviorsModule, ZeebeVariableResolverModule, TokenSimulationModule, ColorPickerModule, MinimapModule,
      lintingModule, servicelanePanel, knownVariables, translateModule
    ]
  });
  modeler.on('elementTemplates.errors', event => {
    throw new Error(`element templates: ${event.errors.map(error => error.message).join('; ')}`);
  });
  modeler.get('elementTemplatesLoader').setTemplates(elementTemplates);
  return modeler;
}
