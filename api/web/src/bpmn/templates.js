// Element templates of the two jobs that designers use most. Each binds sl:name.en: applying, switching or upgrading a
// template deletes every extension element that it does not name.
import { say } from '../page.js';

// Any host will do, but the package name and the version of the installed schema must be in it.
const SCHEMA = 'https://servicelane.example/@camunda/zeebe-element-templates-json-schema@0.46.0/resources/schema.json';

const input = (name, label, more) => ({ id: name, label, binding: { type: 'zeebe:input', name }, ...more });
const header = (key, label, more) => ({ id: key, label, binding: { type: 'zeebe:taskHeader', key }, ...more });
const job = type => ({ type: 'Hidden', value: type, binding: { type: 'zeebe:taskDefinition', property: 'type' } });
const retries = value => ({
  id: 'retries', label: say('重试次数', 'Retries'), type: 'String', group: 'control', value,
  constraints: { pattern: { value: '^\\d{1,2}$', message: '0–99' } },
  binding: { type: 'zeebe:taskDefinition', property: 'retries' }
});
const nameEn = {
  id: 'nameEn', label: say('英文名称', 'English name'), type: 'String', group: 'control', optional: true,
  binding: { type: 'zeebe:property', name: 'sl:name.en' }
};
const template = (id, name, description, groups, properties) => ({
  $schema: SCHEMA, id, name, description, version: 1, appliesTo: ['bpmn:Task'], elementType: { value: 'bpmn:ServiceTask' },
  groups: [...groups, { id: 'control', label: say('执行', 'Execution') }],
  properties: [...properties, nameEn]
});

const notifyCustomer = template('servicelane.notify-customer', say('通知客户', 'Notify customer'), say('短信、微信或邮件', 'SMS, WeChat or e-mail'),
  [{ id: 'message', label: say('消息', 'Message') }],
  [
    job('notify.customer'),
    input('channel', say('渠道', 'Channel'), {
      type: 'Dropdown', group: 'message', value: 'sms',
      choices: [{ name: say('短信', 'SMS'), value: 'sms' }, { name: say('微信', 'WeChat'), value: 'wechat' }, { name: say('邮件', 'E-mail'), value: 'email' }]
    }),
    input('to', say('收件人', 'To'), { type: 'String', feel: 'optional', group: 'message', value: '=customer.phone', constraints: { notEmpty: true } }),
    input('subject', say('主题', 'Subject'), { type: 'String', feel: 'optional', group: 'message', optional: true, condition: { property: 'channel', equals: 'email' } }),
    input('text', say('内容', 'Text'), { type: 'Text', feel: 'optional', group: 'message', constraints: { notEmpty: true, maxLength: 2000 } }),
    retries('5')
  ]);

const httpCall = template('servicelane.http-call', say('HTTP 调用', 'HTTP call'), say('调用外部系统接口', 'Call another system'),
  [{ id: 'request', label: say('请求', 'Request') }, { id: 'result', label: say('结果', 'Result') }],
  [
    job('http.call'),
    input('method', say('方法', 'Method'), {
      type: 'Dropdown', group: 'request', value: 'GET',
      choices: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map(value => ({ name: value, value }))
    }),
    input('url', say('地址', 'Address'), {
      type: 'String', feel: 'optional', group: 'request',
      constraints: { notEmpty: true, pattern: { value: '^(=|https?://).*', message: say('https://… 或 =表达式', 'https://… or =expression') } }
    }),
    input('headers', say('请求头', 'Headers'), { type: 'String', feel: 'required', group: 'request', optional: true }),
    input('body', say('请求体', 'Body'), { type: 'Text', feel: 'required', group: 'request', optional: true, condition: { property: 'method', oneOf: ['POST', 'PUT', 'PATCH'] } }),
    header('resultVariable', say('结果变量', 'Result variable'), { type: 'String', group: 'result', optional: true }),
    header('resultExpression', say('结果表达式', 'Result expression'), { type: 'Text', feel: 'required', group: 'result', optional: true }),
    retries('3')
  ]);

export const elementTemplates = [notifyCustomer, httpCall];
