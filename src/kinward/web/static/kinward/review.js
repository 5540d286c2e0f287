// The report page by keyboard: n goes to the next card that waits, a accepts, r rejects, e opens the form for changes,
// u takes back the decision in hand or else the last one. The first card that waits is in hand when the page opens. A decision swaps its own card (htmx) and the next one that waits is in hand. Without scripts Tab and Enter do it all.
(function () {
  "use strict";
  const cards = () => Array.from(document.querySelectorAll(".claim[data-state=proposed]"));
  const current = () => document.activeElement.closest(".claim[data-state=proposed]") || document.querySelector(".claim:target[data-state=proposed]");
  const go = (card) => { if (card) { const fold = card.closest("details.background"); if (fold) { fold.open = true; } card.focus(); card.scrollIntoView({ block: "center" }); } };
  let decided = "";

  const seen = (card) => { const box = card.getBoundingClientRect(); return box.top < window.innerHeight && box.bottom > 0; };
  // Where the words of a card stand in the report; several cards may begin at the same letter.
  const wordsOf = (card) => {
    let words = document.getElementById("t-" + card.id.slice(2));
    while (words && words.matches("a.anchor")) { words = words.nextElementSibling; }
    return words && words.matches("mark") ? words : null;
  };
  // The words in the report take the state of their card.
  const mark = (card) => {
    const words = wordsOf(card);
    if (words) { words.className = "span--" + card.dataset.state + " span--" + card.dataset.kind; }
  };
  // The words of the card in hand are framed, and the text beside the cards turns to them by itself.
  document.addEventListener("focusin", function (event) {
    const card = event.target.closest(".claim");
    const words = card && wordsOf(card);
    if (!words) { return; }
    document.querySelectorAll("mark.span--in-hand").forEach((one) => one.classList.remove("span--in-hand"));
    words.classList.add("span--in-hand");
    const text = words.closest(".document");
    if (text.scrollHeight > text.clientHeight) { text.scrollTop += words.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3; }
  });
  const moveOn = (card) => {
    const all = Array.from(document.querySelectorAll(".claim"));
    const after = all.slice(all.indexOf(card) + 1).concat(all).find((one) => one.dataset.state === "proposed" && one !== card);
    go(after || card);
  };

  if (location.hash) { go(document.querySelector(location.hash + ".claim")); } else {
    const first = cards().find((card) => card.querySelector("[data-key=a]") && !card.closest("details.background"));
    // Beside the text it is brought into sight; below the text, on a narrow screen, whoever reads is not taken away from it.
    if (first && !seen(first) && window.matchMedia("(min-width: 60rem)").matches) { go(first); } else if (first) { first.focus({ preventScroll: true }); }
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) { return; }
    const all = cards();
    if (event.key === "n") {
      go(all[all.indexOf(current()) + 1] || all[0]);
    } else if (event.key === "u") {
      const held = document.activeElement.closest(".claim");
      const card = held && held.querySelector("[data-key=u]") ? held : document.getElementById(decided);
      const control = card && card.querySelector("[data-key=u]");
      if (!control) { return; }
      control.click();
    } else if (["a", "r", "e"].includes(event.key)) {
      const card = current();
      const control = card && card.querySelector("[data-key=" + event.key + "]");
      if (!card || !seen(card)) { go(card || all[0]); return; }  // nothing is decided that is out of sight
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
    if (card.dataset.state === "proposed") { go(card); return; }
    moveOn(card);
  });
})();
