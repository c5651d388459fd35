import './i18n.js';
