"use strict";
(() => {
  const root = document.documentElement;
  const remember = (value) => { try { localStorage.setItem("pressroom-theme", value); } catch { /* a page from a file may not */ } };
  try { const kept = localStorage.getItem("pressroom-theme"); if (kept) root.dataset.theme = kept; } catch { /* likewise */ }
  document.getElementById("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    remember(root.dataset.theme);
  });

  const filter = document.getElementById("filter");
  const boxes = [...document.querySelectorAll(".filter input[type=checkbox]")];
  const narrow = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    for (const article of document.querySelectorAll(".scenario")) {
      const shown = verdicts.has(article.dataset.verdict) && words.every((word) => article.dataset.text.includes(word));
      article.hidden = !shown;
      document.querySelector(`tr[data-for="${article.id}"]`).hidden = !shown;
    }
  };
  filter.addEventListener("input", narrow);
  boxes.forEach((box) => box.addEventListener("change", narrow));

  const open = () => { const target = document.getElementById(location.hash.slice(1)); target?.querySelector("details")?.setAttribute("open", ""); };
  addEventListener("hashchange", open);
  open();

  for (const button of document.querySelectorAll(".copy")) {
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(button.dataset.copy); button.textContent = "copied"; } catch { button.textContent = "select it"; }
      setTimeout(() => { button.textContent = "copy"; }, 1500);
    });
  }

  const tip = document.getElementById("tip");
  for (const title of document.querySelectorAll("[data-tip] > title")) title.remove();
  document.addEventListener("pointermove", (event) => {
    const mark = event.target.closest?.("[data-tip]");
    tip.classList.toggle("on", Boolean(mark));
    if (!mark) return;
    tip.textContent = mark.dataset.tip;
    tip.style.left = `${Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)}px`;
    tip.style.top = `${Math.min(event.clientY + 16, innerHeight - tip.offsetHeight - 8)}px`;
  });
})();
