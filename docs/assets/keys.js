// The theme's letter keys (p and n, comma and full stop) leave the page wherever one is, also for those who speak to the
// computer or miss a key. The theme listens at the window: here a letter stays with the part of the page that it is
// typed in.
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => { if (event.key.length === 1) event.stopPropagation(); });
})();
