/* Forms at the desk: Enter moves on, and what was typed stays on the page until the server has said that it is saved.
   Nothing typed is kept by the browser. Without this script every form still works. */
"use strict";

const FIELDS = "input:not([type=hidden]), select, textarea, button.primary";

function moveOn(event) {
  const field = event.target;
  if (event.key !== "Enter" || event.isComposing || !field.form) return;
  if (event.ctrlKey || event.metaKey) { event.preventDefault(); field.form.requestSubmit(field.form.querySelector("button.primary")); return; }
  /* Where somebody is looked for, Enter looks. */
  if (!field.matches("input, select") || field.form.matches("[data-find]")) return;
  event.preventDefault();
  const fields = [...field.form.querySelectorAll(FIELDS)].filter((one) => !one.disabled && one.offsetParent !== null);
  const own = fields.indexOf(field);
  /* Of radio buttons one is enough: on to the next question. */
  const next = fields.slice(own + 1).find((one) => one.type !== "radio" || one.name !== field.name);
  if (next) { next.focus(); if (next.select && next.type === "text") next.select(); }
}

function say(form, which) {
  const bar = form.querySelector("[data-line]");
  if (!bar) return;
  for (const sentence of bar.children) sentence.hidden = sentence.dataset.line !== which;
  bar.hidden = !which;
  if (which && which !== "sending") bar.focus();
}

async function freshSecret(form) {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const own = page.querySelector("form[data-desk] [name=csrfmiddlewaretoken]");
  if (own) form.querySelector("[name=csrfmiddlewaretoken]").value = own.value;
  return Boolean(own);
}

async function send(event) {
  const form = event.target;
  if (!form.matches("form[data-desk]")) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  const content = new FormData(form, event.submitter);
  form.dataset.sending = "yes";
  say(form, "sending");
  try {
    if (form.dataset.again && !(await freshSecret(form))) return say(form, "signed-out");
    content.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(content), headers: { "Kinward-Form": "1" }, credentials: "same-origin" });
    if (answer.status === 204) { form.dataset.saved = "yes"; location.assign(answer.headers.get("Kinward-Next")); return; }
    if (answer.status === 403 || answer.redirected) { form.dataset.again = "yes"; return say(form, "signed-out"); }
    if (answer.status >= 500) { form.dataset.again = "yes"; return say(form, "broken"); }
    show(await answer.text());
  } catch {
    form.dataset.again = "yes";
    say(form, "dropped");
  } finally {
    delete form.dataset.sending;
  }
}

function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  document.getElementById("main").replaceWith(page.getElementById("main"));
  document.title = page.title;
  const here = document.querySelector("#main [data-focus]") || document.querySelector("#main [autofocus]") || document.getElementById("main");
  here.focus();
}

function unsent() {
  return [...document.querySelectorAll("form[data-desk]")].some((form) => !form.dataset.saved && form.dataset.typed);
}

document.addEventListener("keydown", moveOn);
document.addEventListener("submit", send);
document.addEventListener("input", (event) => { if (event.target.form) event.target.form.dataset.typed = "yes"; });
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
window.addEventListener("beforeunload", (event) => { if (unsent()) event.preventDefault(); });
const first = document.querySelector("#main [data-focus]");
if (first) first.focus();
