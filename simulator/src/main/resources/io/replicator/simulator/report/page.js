// Comfort only: without it the page shows all the same. No less-than sign and no ampersand, so that XML reads it too.
(function () {
  'use strict';
  var lit = [];

  function light(event) {
    lit.forEach(function (part) { part.classList.remove('lit'); });
    lit = [];
    if (event) {
      var number = event.id.slice(1);
      lit = ['m', 'e'].map(function (side) { return document.getElementById(side + number); }).filter(Boolean);
      lit.forEach(function (part) { part.classList.add('lit'); });
    }
  }

  function eventOf(target) { return target instanceof Element ? target.closest('.event') : null; }

  document.addEventListener('mouseover', function (e) { light(eventOf(e.target)); });
  document.addEventListener('focusin', function (e) { light(eventOf(e.target)); });
  window.addEventListener('hashchange', function () { light(eventOf(document.getElementById(location.hash.slice(1)))); });

  // A click shows the other side inside its own box, and leaves the page where it is if both are in sight.
  document.addEventListener('click', function (e) {
    var event = eventOf(e.target);
    if (!event) { return; }
    var other = document.getElementById((event.id.charAt(0) === 'm' ? 'e' : 'm') + event.id.slice(1));
    if (!other) { return; }
    e.preventDefault();
    other.scrollIntoView({ block: 'center', inline: 'nearest' });
    light(event);
  });

  var readout = document.getElementById('readout');
  if (readout) {
    readout.textContent = 'Rest on the charts to read their figures.';
    document.addEventListener('mouseover', function (e) {
      var strip = e.target instanceof Element ? e.target.closest('.slot, .faults g') : null;
      var hint = strip ? strip.querySelector('title') : null;
      if (hint) { readout.textContent = hint.textContent; }
    });
  }

  var command = document.getElementById('command');
  if (command) {
    if (navigator.clipboard) {
      var button = document.createElement('button');
      button.type = 'button';
      button.textContent = 'Copy';
      button.addEventListener('click', function () {
        navigator.clipboard.writeText(command.textContent).then(
          function () { button.textContent = 'Copied'; },
          function () { getSelection().selectAllChildren(command); });
      });
      command.parentNode.insertBefore(button, command);
    }
  }

  window.addEventListener('beforeprint', function () {
    document.querySelectorAll('details').forEach(function (part) { part.open = true; });
  });
})();
