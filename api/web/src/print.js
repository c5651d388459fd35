// Paper cannot be unfolded: what is folded is opened while the page is printed, and folded again afterwards.
// Inside .stays-folded (long values) it is left as the reader has it.
let opened = [];

addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('details:not([open], .no-print *, .stays-folded *)')];
  opened.forEach(part => (part.open = true));
});
addEventListener('afterprint', () => {
  opened.forEach(part => (part.open = false));
  opened = [];
});
