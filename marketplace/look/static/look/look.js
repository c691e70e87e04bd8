/* Manners, not means: every page does its work without this file. */
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const words = JSON.parse(document.body.dataset.words || "{}");
  const say = (word, values = {}) => (words[word] || word).replace(/%\((\w+)\)[sd]/g, (_, name) => values[name] ?? "");
  root.classList.add("scripted");

  /* -- light, dark, elder: at once here, for good by cookie -------------------- */
  function prefer(form, submitter) {
    const { name, value } = submitter;
    const year = "; path=/; max-age=31536000; samesite=lax" + (location.protocol === "https:" ? "; secure" : "");
    const plain = value === "auto" || value === "off", stored = value === "on" ? "1" : value;
    document.cookie = `${name}=${plain ? "; max-age=0" : stored}${plain ? "; path=/; samesite=lax" : year}`;
    root.toggleAttribute(`data-${name}`, false);
    if (!plain) root.setAttribute(`data-${name}`, stored);
    all(`form[data-preference] button[name="${name}"]`).forEach((button) => {
      if (name === "elder") {
        button.value = value === "on" ? "off" : "on";
        button.setAttribute("aria-pressed", String(value === "on"));
      } else button.setAttribute("aria-pressed", String(button.value === value));
    });
  }

  /* -- one submit, not two ----------------------------------------------------- */
  function guard(event) {
    const form = event.target;
    if (form.matches("[data-preference]") && event.submitter) {
      event.preventDefault();
      return prefer(form, event.submitter);
    }
    if (form.method !== "post" || form.hasAttribute("data-many")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    if (form.dataset.draft) {
      keep(form);
      sessionStorage.setItem("draft-sent", JSON.stringify({ key: form.dataset.draft, from: location.href }));
    }
    if (form.hasAttribute("data-forget-drafts")) forgetAll();
  }
  function release(within = document) {
    all("form[data-sent]", within).forEach((form) => delete form.dataset.sent);
    all("[aria-busy=true]", within).forEach((button) => button.removeAttribute("aria-busy"));
  }
  document.addEventListener("submit", guard);
  document.addEventListener("input", ({ target }) => {
    if (target.type === "range" && target.nextElementSibling?.tagName === "OUTPUT") target.nextElementSibling.value = target.value;
  });
  /* -- what adds up -------------------------------------------------------------- */
  const amount = (field) => Number(field.value.normalize("NFKC").replace(/[,\s]/g, "")) || 0;
  document.addEventListener("input", ({ target }) => {
    for (const sum of target.dataset.adds ? all(`output[data-sum="${target.dataset.adds}"]`, target.form) : []) {
      const whole = all(`[data-adds="${target.dataset.adds}"]`, target.form).reduce((so_far, field) => so_far + amount(field), 0);
      const digits = Number(sum.dataset.decimals || 0);
      sum.value = whole.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    }
  });
  window.addEventListener("pageshow", (event) => event.persisted && release());

  /* -- drafts: nothing typed is ever lost -------------------------------------- */
  const place = (key) => `draft:${document.body.dataset.owner || ""}:${key}`;
  const week = 7 * 24 * 3600 * 1000;
  const fields = (form) => [...form.elements].filter((field) => field.name && !field.closest("[data-no-draft]")
    && !/^(password|hidden|file|submit|button|reset)$/.test(field.type));
  const ticks = (field) => field.type === "radio" || field.type === "checkbox";
  const picked = (field) => [...field.options].filter((option) => option.selected).map((option) => option.value);

  function typed(form) {
    const values = {};
    for (const field of fields(form)) {
      const list = (values[field.name] ??= []);
      if (field.type === "select-multiple") list.push(...picked(field));
      else if (!ticks(field) || field.checked) list.push(field.value);
    }
    return values;
  }
  function fill(form, values) {
    const left = JSON.parse(JSON.stringify(values));
    for (const field of fields(form)) {
      const list = left[field.name];
      if (!list) continue;
      if (ticks(field)) field.checked = list.includes(field.value);
      else if (field.type === "select-multiple") [...field.options].forEach((option) => { option.selected = list.includes(option.value); });
      else if (list.length) field.value = list.shift();
      for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    }
  }
  function keep(form) {
    const values = typed(form), now = JSON.stringify(values);
    try {
      if (now === form.blank) localStorage.removeItem(place(form.dataset.draft));
      else localStorage.setItem(place(form.dataset.draft), JSON.stringify({ at: Date.now(), blank: form.blank, values }));
    } catch { /* a full or forbidden store costs the draft, never the form */ }
  }
  const forget = (key) => localStorage.removeItem(place(key));
  const forgetAll = () => Object.keys(localStorage).filter((key) => key.startsWith("draft:")).forEach((key) => localStorage.removeItem(key));

  function offer(form, draft, restored) {
    const notice = document.createElement("div");
    notice.className = "notice tone-progress draft";
    notice.setAttribute("role", "status");
    const text = document.createElement("span");
    text.textContent = say(restored ? "draft_restored" : "draft_found", { time: ago(draft.at) });
    notice.append(text);
    const press = (word, action) => {
      const button = document.createElement("button");
      button.type = "button"; button.className = "button button--small"; button.textContent = say(word);
      button.addEventListener("click", () => { action(); notice.remove(); });
      notice.append(button);
    };
    if (!restored) press("draft_restore", () => { fill(form, draft.values); keep(form); });
    press("draft_discard", () => { forget(form.dataset.draft); if (restored) { form.reset(); fill(form, JSON.parse(form.blank)); forget(form.dataset.draft); } });
    form.prepend(notice);
  }
  function watch(form) {
    if (form.blank) return;
    const draft = JSON.parse(localStorage.getItem(place(form.dataset.draft)) || "null");
    const answered = form.hasAttribute("data-answered") || form.querySelector("[aria-invalid=true], .errors") || document.querySelector(".errors");
    // What a refused form shows was typed, not given: it stays a draft until it is accepted.
    form.blank = answered ? draft?.blank ?? "refused" : JSON.stringify(typed(form));
    if (draft && Date.now() - draft.at > week) forget(form.dataset.draft);
    else if (draft && !answered && JSON.stringify(draft.values) !== form.blank) {
      const untouched = draft.blank === form.blank;
      if (untouched) fill(form, draft.values);
      offer(form, draft, untouched);
    }
    let timer;
    const later = () => { clearTimeout(timer); timer = setTimeout(() => keep(form), 250); };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    window.addEventListener("pagehide", () => { clearTimeout(timer); if (!form.dataset.sent) keep(form); });
  }
  function settleSent() {
    const done = document.querySelector('meta[name="draft-done"]')?.content;
    done?.split(" ").forEach(forget);
    const sent = JSON.parse(sessionStorage.getItem("draft-sent") || "null");
    sessionStorage.removeItem("draft-sent");
    if (!sent || document.querySelector('meta[name="draft-keep"]')) return;
    if (all("form[data-draft]").some((form) => form.dataset.draft === sent.key && form.querySelector(".errors, [aria-invalid=true]"))) return;
    const arrival = performance.getEntriesByType("navigation")[0];
    if (arrival?.redirectCount > 0 && document.referrer === sent.from.split("#")[0]) forget(sent.key);
  }

  /* -- time that goes on -------------------------------------------------------- */
  function span(milliseconds) {
    const minutes = Math.floor(Math.abs(milliseconds) / 60000);
    const days = Math.floor(minutes / 1440), hours = Math.floor((minutes % 1440) / 60), rest = minutes % 60;
    const parts = days ? [["d", days], ["h", hours]] : hours ? [["h", hours], ["min", rest]] : [["min", rest]];
    return parts.filter(([, n], i) => n || i === 0).map(([unit, n]) => say(unit, { n })).join(" ");
  }
  const ago = (at) => Date.now() - at < 60000 ? say("now") : say("ago", { time: span(Date.now() - at) });
  function tell() {
    for (const time of all("time[data-relative]")) {
      const away = new Date(time.dateTime) - Date.now();
      if (time.dataset.relative === "due") {
        time.textContent = say(away >= 0 ? "left" : "over", { time: span(away) });
        const clock = time.closest(".clock");
        if (clock && away < 0) { clock.classList.add("clock--breached"); clock.querySelector(".track__fill")?.setAttribute("width", "100"); }
      } else if (Math.abs(away) < week) {
        time.textContent = Math.abs(away) < 60000 ? say("now") : say(away > 0 ? "in" : "ago", { time: span(away) });
      }
    }
  }
  setInterval(tell, 20000);

  /* -- a row that changed shows it ---------------------------------------------- */
  const version = (row) => row.dataset.version || row.textContent.replace(/\s+/g, " ");
  let before = null;
  const snapshot = () => { before ??= new Map(all("[data-key]").map((row) => [row.dataset.key, version(row)])); };
  function flash() {
    for (const row of before ? all("[data-key]") : []) {
      if (before.get(row.dataset.key) === version(row)) continue;
      row.classList.remove("changed"); void row.offsetWidth; row.classList.add("changed");
    }
    before = null;
  }
  document.addEventListener("htmx:beforeSwap", snapshot);
  document.addEventListener("htmx:sseBeforeMessage", snapshot);
  document.addEventListener("htmx:afterSettle", (event) => { tell(); flash(); greet(event.target); });
  document.addEventListener("htmx:afterRequest", (event) => {
    // What only looks something up while one types sends no form.
    const sender = event.detail.elt, form = sender?.matches?.("[type=submit]") ? sender.form : sender;
    release();
    if (form?.dataset?.draft && event.detail.successful && event.detail.requestConfig?.verb === "post") forget(form.dataset.draft);
  });

  /* -- hands: copy, print, keys, menus ------------------------------------------- */
  function toast(text) {
    document.querySelector(".toast")?.remove();
    const box = document.createElement("div");
    box.className = "toast"; box.setAttribute("role", "status"); box.textContent = text;
    document.body.append(box);
    setTimeout(() => box.remove(), 2500);
  }
  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => toast(say("copied")), () => toast(say("copy_failed")));
    if (event.target.closest("[data-print]")) window.print();
    all("details.menu[open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
  });
  document.addEventListener("change", (event) => {
    if (event.target.form?.hasAttribute("data-submit-on-change")) event.target.form.requestSubmit();
  });

  function walk(step) {
    const titles = all(".row__title a");
    if (!titles.length) return;
    const here = titles.findIndex((title) => title.closest(".row").contains(document.activeElement));
    titles[Math.min(titles.length - 1, Math.max(0, here + step))].focus();
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return all("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "ArrowDown" && event.target.matches(".search__bar input")) {
      const first = event.target.closest(".search").querySelector(".search__results input");
      if (first) { event.preventDefault(); first.focus(); }
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
    if (target) { event.preventDefault(); target.matches("input, select, textarea") ? target.focus() : target.click(); }
    else if (event.key === "j") walk(1);
    else if (event.key === "k") walk(-1);
  });

  function greet(within) {
    all("form[data-draft]", within).forEach(watch);
    if (within.matches?.("form[data-draft]")) watch(within);
    within.querySelector(".errors")?.focus();
  }
  settleSent();
  // After htmx has begun to listen: what is put back into a form may ask for more.
  document.addEventListener("DOMContentLoaded", () => greet(document));
  tell();
  document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
})();
