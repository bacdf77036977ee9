// Runs before the first paint, so that a chosen theme never flashes the other one.
(function () {
  try {
    var theme = localStorage.getItem('vane.theme');
    if (theme === 'light' || theme === 'dark') {
      document.documentElement.dataset.theme = theme;
    }
  } catch (unavailable) {
    // A browser that keeps nothing shows the system's colours.
  }
})();

// What the first page will ask for is on its way while the page's own scripts still come: who asks, and then what that one may see.
(function () {
  var first = {
    '/': ['/models', '/series', '/runs/table?limit=8&column=metrics.log_loss&counted=false'],
    '/runs': ['/runs/keys'],
  };
  var asked = (window.vaneAsked = {});
  var ask = function (path) {
    return fetch('/api/v1' + path, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
  };
  var who = (asked['/session'] = ask('/session'));
  (first[location.pathname] || []).forEach(function (path) {
    // Nothing where nobody is logged in, or the server is away: then the page asks for itself.
    asked[path] = who
      .then(function (answer) {
        return answer.clone().json();
      })
      .then(function (caller) {
        return caller.name ? ask(path) : undefined;
      })
      .catch(function () {});
  });
  // Whoever takes it is told of a failure.
  who.catch(function () {});
})();
