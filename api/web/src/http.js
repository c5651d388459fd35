// Calls to our own server: session cookie, CSRF token, problem+json as an exception.
import { say } from './page.js';

/** The server refused. `status` 0 = it was not reached. `body` = its problem+json, or {}. */
export class Refused extends Error {
  constructor(status, body) {
    super(body.detail || body.title || (status ? `HTTP ${status}` : say('无法连接服务器', 'The server cannot be reached')));
    this.status = status;
    this.body = body;
  }
}

const token = () => document.querySelector('meta[name=csrf-token]')?.content || '';

/** The response of a call that succeeded. A plain object as body goes out as JSON. Raises Refused. */
export async function call(method, url, body) {
  const isForm = body instanceof FormData;
  const headers = { 'X-CSRF-Token': token(), Accept: 'application/json, */*' };
  if (body !== undefined && !isForm) headers['Content-Type'] = 'application/json';
  const options = { method, headers, body: body === undefined || isForm ? body : JSON.stringify(body) };
  const response = await fetch(url, options).catch(() => {
    throw new Refused(0, {});
  });
  if (response.ok) return response;
  throw new Refused(response.status, await response.json().catch(() => ({})));
}

export const getText = async url => (await call('GET', url)).text();
export const getJson = async url => (await call('GET', url)).json();
export const postJson = async (url, body) => (await call('POST', url, body)).json();
