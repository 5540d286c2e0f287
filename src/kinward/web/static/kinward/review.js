// The report page by keyboard: n goes to the next card that waits, a accepts, r rejects, e opens the form for changes.
// A decision swaps its own card (htmx) and the next one that waits is in hand. Without scripts Tab and Enter do it all.
(function () {
  "use strict";
  const cards = () => Array.from(document.querySelectorAll(".claim[data-state=proposed]"));
  const current = () => document.activeElement.closest(".claim[data-state=proposed]") || document.querySelector(".claim:target[data-state=proposed]");
  const go = (card) => { if (card) { const fold = card.closest("details.background"); if (fold) { fold.open = true; } card.focus(); card.scrollIntoView({ block: "center" }); } };
  let decided = "";

  // The words in the report take the state of their card.
  const mark = (card) => {
    const words = document.getElementById("t-" + card.id.slice(2));
    const stretch = words && words.nextElementSibling;
    if (stretch && stretch.matches("mark")) { stretch.className = "span--" + card.dataset.state + " span--" + card.dataset.kind; }
  };
  const moveOn = (card) => {
    const all = Array.from(document.querySelectorAll(".claim"));
    const after = all.slice(all.indexOf(card) + 1).concat(all).find((one) => one.dataset.state === "proposed" && one !== card);
    go(after || card);
  };

  if (location.hash) { go(document.querySelector(location.hash + ".claim")); }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) { return; }
    const all = cards();
    if (event.key === "n") {
      go(all[all.indexOf(current()) + 1] || all[0]);
    } else if (["a", "r", "e"].includes(event.key)) {
      const card = current();
      const control = card && card.querySelector("[data-key=" + event.key + "]");
      if (!control) { return; }
      control.click();
      if (event.key === "e") { card.querySelector(".change input:not([type=hidden])").focus(); }
    } else { return; }
    event.preventDefault();
  });

  // Signed out, or nothing here any more: the whole page says so, never a piece of it inside a card.
  document.addEventListener("htmx:before:swap", function (event) {
    const card = event.target.closest(".claim");
    if (!event.detail.ctx.text.includes('id="' + card.id + '"')) { event.preventDefault(); location.reload(); return; }
    decided = card.id;
  });
  document.addEventListener("htmx:after:swap", function () {
    const card = document.getElementById(decided);
    if (!card) { return; }
    if (card.querySelector(".problem")) { go(card); return; }
    mark(card);
    moveOn(card);
  });
})();
