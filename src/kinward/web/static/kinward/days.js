/* The slider says its day while it moves and shows that day when it is let go. Without this script the button does it. */
"use strict";

for (const form of document.querySelectorAll("form[data-days]")) {
  const slider = form.querySelector("input[type=range]"), output = form.querySelector("output");
  const days = new Map([...form.querySelectorAll("option")].map((one) => [one.value, one.label]));
  slider.addEventListener("input", () => { output.textContent = days.get(slider.value) ?? ""; slider.setAttribute("aria-valuetext", output.textContent); });
  slider.addEventListener("change", () => form.requestSubmit());
}
